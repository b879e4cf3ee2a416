"""By keyboard on a small screen: what lists, sites and a new classification leave behind is put in order, and taken back where it can be."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from e2e.conftest import Product
from e2e.people import Person
from e2e.records import LIST, listed, written
from e2e.world import Body, World, in_days, new_body, opens_task

HOME = ("浙江省", "嘉兴市", "嘉善县", "西塘镇")
PHASE = "上海市、苏州市、嘉兴市"
CALLED = "会议中心布置", "展厅花卉租摆", "食堂食材配送"  # nothing in them speaks of the environment
LEFT_BEHIND = """
from pathlib import Path
from greenbridge.core import clock
from greenbridge.suppliers.imports import services
from greenbridge.suppliers.models import Sighting
from greenbridge.testing import cast
services.import_path(Path("{path}"), source="{source}")
Sighting.objects.filter(supplier__organisation__credit_code__in={codes}).update(gone_since=clock.today())
for title in {titles}:
    cast.doubt(title=title + "公开招标公告", buyer="嘉善县西塘镇人民政府")
"""


@pytest.fixture(scope="module")
def bodies(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Body]:
    """On a list, and on the next one no more; nobody waits for the next one, nor for sites to publish what is doubtful."""
    three = [new_body(name, "", "330421") for name in ("退一", "退二", "退三")]
    lines = [listed(body, HOME, in_days(400), "环境监测") for body in three]
    product.runs("shell", "-c", _told(three, written(tmp_path_factory.mktemp("list"), lines)))
    return three


def _told(three: Sequence[Body], path: Path) -> str:
    codes = [body.credit_code for body in three]
    return LEFT_BEHIND.format(path=path, source=LIST, codes=codes, titles=[*titles(three)])


def titles(three: Sequence[Body]) -> Sequence[str]:
    return [f"西塘镇{what}{three[0].credit_code[-6:]}" for what in CALLED]


def test_bodies_that_are_gone_and_two_that_are_alike(bodies: Sequence[Body], by_keyboard: World) -> None:
    officer, (first, *others) = by_keyboard.demo("陆源"), bodies
    finds_out_of_one(officer, first)
    finds_out_of_several(officer, others)
    officer.opens("/suppliers/imports/gone/").does_not_see(*(body.name for body in bodies))
    says_that_they_are_two(officer, first, others[0])


def test_notices_are_taken_in_and_left_out(bodies: Sequence[Body], by_keyboard: World) -> None:
    officer, (taken, *left) = by_keyboard.demo("陆源"), titles(bodies)
    takes_in(officer, taken)
    leaves_out(officer, left)
    visitor = by_keyboard.visitor().opens(f"/demands/?q={taken}&source=official").soon_sees("1 条")
    visitor.sees(taken).does_not_see(*left)


def test_former_types_are_declared_anew_and_that_is_undone(by_keyboard: World) -> None:
    officer = by_keyboard.demo("沈清")
    declares_all_anew(officer)
    officer.follows("撤销这次办理").follows(re.compile("^撤销 1 件")).sees("已撤销 1 件。")
    officer.opens("/suppliers/former-types/").sees("旧分类）")


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_credit_records_are_handed_over_and_undone(
    bodies: Sequence[Body], by_keyboard: World, kind: str
) -> None:
    operator, body = by_keyboard.demo("韩松"), bodies[0]
    writ = f"嘉善演示许〔2026〕{kind}{body.credit_code[-6:]}"
    hands_over(operator, handed_over(by_keyboard.folder / f"信用信息.{kind}", body, writ))
    result = operator.sees("确认之前不会写入任何记录", writ).follows("确认导入 1 条").sees("导入已完成").path
    record = by_keyboard.visitor().opens(f"/suppliers/{body.credit_code}/").sees(writ)

    operator.opens(result).follows("撤销这次导入").sees("这次导入已撤销")
    record.opens(record.path).sees(body.name).does_not_see(writ)


def test_a_phase_is_given_its_day_and_loses_it(by_keyboard: World) -> None:
    operator, day = by_keyboard.demo("韩松"), in_days(300)
    written_day = f"{day.year}年{day.month}月{day.day}日"
    operator.opens("/desk/").follows("开放阶段").chooses("阶段", PHASE).dates("开放日期", day)
    operator.follows("预览").sees("确认调整", written_day).follows("确认").sees("开放日期已更新", written_day)
    operator.chooses("阶段", PHASE).clears("开放日期").follows("预览").sees("改为未定").follows("确认")
    operator.does_not_see(written_day)


def finds_out_of_one(officer: Person, body: Body) -> None:
    officer.opens("/desk/gone/").follows(re.compile("家单位不再出现$")).sees(body.name)
    item = officer.page.get_by_role("listitem").filter(has_text=body.name)
    officer.fills(item.get_by_label("核实情况"), "公布机关答复：已经注销。")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    officer.sees(f"已记录“{body.name}”的核实情况。")


def finds_out_of_several(officer: Person, others: Sequence[Body]) -> None:
    officer.opens("/suppliers/imports/gone/").follows("批量记录")
    for body in others:
        officer.picks(re.compile(re.sub(r"\W", ".", f"选择 {body.name}")))
    officer.writes("核实情况", "公布机关答复：换发了新证。").follows("预览").sees("现在还没有办理")
    officer.follows("确认办理 2 件").sees("办理结果", *(body.name for body in others))


def says_that_they_are_two(officer: Person, first: Body, second: Body) -> None:
    officer.opens("/suppliers/likenesses/").follows("提出一对").writes("一条记录", first.credit_code)
    officer.writes("另一条记录", second.credit_code).writes("为什么可能是同一家", "地址相同（演示）。")
    officer.follows("提出并对照").sees("这两条记录是同一家吗", first.name, second.name)
    officer.picks("不是同一家").writes("理由", "营业执照不同（演示）。").follows("提交").sees(
        "已认定不是同一家"
    )


def takes_in(officer: Person, title: str) -> None:
    opens_task(officer, f"{title}公开招标公告")
    officer.sees("没有找到与环境治理有关的词").picks("收录")
    officer.writes("理由", "含会后噪声监测。").follows("提交意见").sees("已办理：收录")


def leaves_out(officer: Person, left: Sequence[str]) -> None:
    officer.opens("/desk/notice/").follows("批量办理")
    for title in left:
        officer.picks(re.compile(f"选择 {title}"))
    officer.picks("不收录").writes("理由", "不是环境治理服务。").follows("预览").sees("现在还没有办理")
    officer.follows("确认办理 2 件").sees("办理结果", *left)


def declares_all_anew(officer: Person) -> None:
    officer.opens("/desk/former_types/").follows(re.compile("按旧分类登记$")).follows("批量登记")
    officer.follows("全部勾选").picks("废水监测").writes("依据", "名单原文写的是水质化验。").follows(
        "预览"
    ).sees("现在还没有办理")
    officer.follows(re.compile("^确认办理")).sees("办理结果")


def handed_over(path: Path, body: Body, writ: str) -> Path:
    """A record as a data exchange writes it, or as a spreadsheet on a Chinese desk saves it."""
    facts = {"类型": "行政许可", "统一社会信用代码": body.credit_code, "文书号": writ, "名称": "演示许可证"}
    facts |= {"决定机关": "演示局", "决定日期": "2026-03-01"}
    if path.suffix == ".json":
        path.write_text(json.dumps([facts]), "utf-8")
    else:
        path.write_text(f"{','.join(facts)}\n{','.join(facts.values())}\n", "gb18030")
    return path


def hands_over(operator: Person, file: Path) -> None:
    operator.opens("/desk/").follows("名单导入").follows("信用信息导入").attaches("交换文件", file)
    operator.writes("来源", "信用中国").dates("交付日期", in_days(-1)).follows("上传并核对")
