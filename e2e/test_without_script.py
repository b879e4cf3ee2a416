"""With no script at all: choose how pages look, find, sign up, apply, post. Each step is a plain page and a plain form."""

import re

from e2e.people import Person
from e2e.world import World, decides, in_days, new_body, signs_up, submits

PLACE_WRITTEN_DOWN = re.compile("或直接填写到区县或镇街")


def writes_place(someone: Person, place: str) -> None:
    someone.fills(someone.page.get_by_label(PLACE_WRITTEN_DOWN), place)


LOOK = """() => [document.documentElement.dataset.theme, parseFloat(getComputedStyle(document.body).fontSize),
  getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color]"""


def test_how_pages_look_is_chosen_remembered_and_taken_back(plain_world: World) -> None:
    visitor = plain_world.visitor().opens("/suppliers/")
    plain, size, colours = visitor.page.evaluate(LOOK)

    for step in ("长辈模式", "需求大厅"):
        theme, larger, _ = visitor.follows(step).page.evaluate(LOOK)
        assert (theme, larger > size) == ("elder", True)
    assert visitor.path.startswith("/demands/")

    visitor.follows("高对比度").follows("惠企服务")
    theme, _, other = visitor.page.evaluate(LOOK)
    assert (theme, other != colours) == ("contrast", True)

    visitor.follows("退出高对比度").follows("需求大厅")
    assert visitor.page.evaluate(LOOK) == [plain, size, colours]
    assert plain == "normal"


def test_the_directory_is_filtered(plain_world: World) -> None:
    visitor = plain_world.visitor().opens("/suppliers/").picks(re.compile("HW17")).writes("关键词", "固废")
    visitor.follows("筛选").sees("去掉条件：HW17 表面处理废物", "固废处置有限公司").follows(
        "去掉条件： HW17 表面处理废物"
    )
    visitor.sees("去掉条件：“固废”").does_not_see("去掉条件：HW17")


def test_a_place_that_does_not_exist_is_shown_again_with_all_that_was_typed(plain_world: World) -> None:
    person = plain_world.demo("周新").opens("/accounts/apply/?side=buyer").writes("单位名称", "练塘食品厂")
    writes_place(person, "西天极乐世界")
    person.follows("提交认证").sees("没有找到这个地区，请重新选择。")
    assert person.page.get_by_label(PLACE_WRITTEN_DOWN).input_value() == "西天极乐世界"
    assert person.page.get_by_label("单位名称").input_value() == "练塘食品厂"


def test_a_buyer_registers_applies_and_submits_a_demand(plain_world: World) -> None:
    body = new_body("商榻食品", "叶青", "310118")
    title = f"污水站年度运维 {body.credit_code[-6:]}"
    buyer, officer = plain_world.visitor(), plain_world.demo("沈清")

    signs_up(buyer, body)
    buyer.opens("/accounts/apply/?side=buyer")
    buyer.writes("统一社会信用代码", body.credit_code).writes("单位名称", body.name)
    writes_place(buyer, "上海市青浦区金泽镇")
    buyer.writes("经营地址", "商榻路8号").writes("联系电话", body.phone)
    buyer.attaches("营业执照", plain_world.file("营业执照.pdf")).follows("提交认证").sees("认证申请已提交")
    decides(officer, body.name, "通过")

    buyer.opens("/desk/").follows("发布需求").follows("开始填写")
    buyer.writes("标题", title).picks("设施运维").writes(
        "需求说明", "日处理三百吨，驻场一人，按月交报告。"
    ).follows("保存并继续")
    writes_place(buyer, "青浦区金泽镇")
    buyer.dates("响应截止日期", in_days(15)).follows("保存并继续").follows("添加点位")
    buyer.writes("点位名称", "一号站").writes("这里需要做什么", "驻场运维").follows("保存").sees(
        "一号站"
    ).follows("继续")
    buyer.picks("面议").follows("保存并继续")
    buyer.writes("联系人", "叶青").writes("联系电话", body.phone).follows("保存并继续").follows("继续")
    submits(buyer.sees("上海市青浦区金泽镇")).sees("需求已提交")
    decides(officer, title, "通过")
