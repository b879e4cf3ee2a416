"""The life of a record: on a list, claimed, filled in, assessed, near its papers' end, restricted, renewed."""

import csv
import datetime as dt
import re
from pathlib import Path

from e2e.world import Body, ByKeyboard, Person, World, chooses_place, decides, in_days, new_body, signs_up

HOME = ("江苏省", "苏州市", "吴江区", "盛泽镇")
LIST = "检验检测机构资质认定名单（演示）"
SCORERS = ("顾川", "顾宁")  # of the association, beside the officer who decides
HEADERS = (
    "统一社会信用代码",
    "单位名称",
    "地址",
    "业务类型",
    "资质种类",
    "证书编号",
    "发证机关",
    "有效期至",
)


def test_a_record_from_a_list_to_its_papers_renewed(here: World) -> None:
    body = new_body("盛泽检测", "闻溪", "320509")
    operator, officer, lab = here.demo("韩松"), here.demo("顾澄"), here.visitor()

    is_imported(operator, here.folder, body, until=in_days(20))
    record = found(here, body).sees("名单导入，未认领").path
    is_claimed(lab, officer, here, body, record)
    is_filled_in(lab, officer, here, body)
    is_assessed(here, lab, body)
    here.visitor().opens(record).sees("已通过准入考核", "20天后到期", "备案和登记")
    lab.opens("/desk/").sees("到期，请换证后上传")

    is_imported(operator, here.folder, body, until=in_days(-1))
    here.demo("江衡").opens("/desk/").follows("系统状态").follows(re.compile("“资质到期限制和恢复业务”$"))
    here.visitor().opens(record).soon_sees("暂停展示这项业务")
    lab.opens("/desk/").sees("暂停展示，请更新CMA")

    is_renewed_without_a_mouse(here, officer, body)
    here.visitor().opens(record).sees("业务恢复展示", "CMA 有效")
    officer.opens(record).follows("修改记录").sees("添加资质", "更新机构资料")


def is_imported(operator: Person, folder: Path, body: Body, *, until: dt.date) -> None:
    """The list names the body, what it does and its paper."""
    path = folder / "名单.csv"
    row = (
        body.credit_code,
        body.name,
        "江苏省苏州市吴江区盛泽镇振兴路1号",
        "环境监测",
        "检验检测机构资质认定证书",
        f"演示CMA-{body.credit_code[-6:]}",
        "演示市场监督管理局",
        until.isoformat(),
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADERS, row])
    operator.opens("/suppliers/imports/").attaches("名单文件", path).writes("名单名称", LIST)
    operator.follows("上传并对应列").follows("核对全部行").follows("确认导入 1 行").soon_sees("已完成")


def found(here: World, body: Body) -> Person:
    visitor = here.visitor().opens(f"/suppliers/?q={body.name}").soon_sees("1 家机构")
    return visitor.follows(body.name)


def is_claimed(lab: Person, officer: Person, here: World, body: Body, record: str) -> None:
    signs_up(lab, body)
    lab.opens(record).follows("这是我的单位，去认领")
    lab.writes("统一社会信用代码", body.credit_code).writes("单位名称", body.name)
    chooses_place(lab, HOME)
    lab.writes("经营地址", "振兴路1号").writes("联系人", body.person).writes("联系电话", body.phone)
    lab.writes("您与单位的关系", "我是技术负责人，受法定代表人委托。")
    lab.attaches("证明材料", here.file("授权书.pdf")).attaches("营业执照", here.file("营业执照.pdf"))
    lab.follows("提交认证").sees(body.name)
    decides(officer, body.name, "通过")


def is_filled_in(lab: Person, officer: Person, here: World, body: Body) -> None:
    """What the list does not know, checked by the officer against what the list said."""
    lab.opens("/suppliers/mine/").follows("修改简介和联系人")
    lab.writes("机构简介", "水、气、噪声监测，五个工作日出报告。").writes("业务联系人", body.person)
    lab.writes("业务电话", body.phone).follows("保存")
    lab.follows("添加业务").chooses("业务类型", "环境监测").writes("服务地区", "吴江区、青浦区").follows(
        "添加"
    )
    lab.follows("添加资质").chooses("资质种类", "生态环境监测机构备案")
    lab.writes("证书编号", "演示监备-9002").writes("发证机关", "演示生态环境局")
    lab.attaches("扫描件", here.file("备案回执.pdf")).follows("添加")
    lab.follows("提交变更").sees("正在审核")
    decides(officer, body.name, "通过")


def is_assessed(here: World, lab: Person, body: Body) -> None:
    """Each criterion is answered by the body and scored by two officers."""
    lab.opens("/desk/").follows("准入考核").follows(re.compile("环境监测（江苏省）"))
    fills_every_field(lab, "88", "证书有效，人员持证（演示）。")
    lab.follows("保存并核对").follows("提交自评").sees("各自评分")
    for name in SCORERS:
        scorer = here.demo(name).opens("/desk/assessment/")
        scorer.follows(re.compile(re.sub(r"\W", ".", body.name)))
        fills_every_field(scorer, "86", "材料齐全（演示）。")
        scorer.follows("提交评分")
    lab.opens("/suppliers/mine/").follows("公开页面的样子").sees("已通过准入考核")


def fills_every_field(person: Person, points: str, words: str) -> None:
    """One by one, as many as the criteria are."""
    main = person.page.get_by_role("main")
    for field in main.locator("input[type=number]").all():
        field.fill(points)
    for field in main.locator("textarea").all():
        field.fill(words)


def is_renewed_without_a_mouse(here: World, officer: Person, body: Body) -> None:
    """The new paper is entered with nothing but the keyboard."""
    here.way = ByKeyboard
    lab = here.visitor().opens("/accounts/login/")
    lab.writes("手机号或电子邮箱", body.email).writes("密码", body.password).follows("登录")
    lab.opens("/suppliers/mine/").follows("添加资质").chooses("资质种类", "检验检测机构资质认定证书")
    lab.writes("证书编号", "演示CMA-新").writes("发证机关", "演示市场监督管理局").dates(
        "有效期至", in_days(900)
    )
    lab.attaches("扫描件", here.file("新证.pdf")).follows("添加").sees("演示CMA-新")
    lab.follows("提交变更").sees("正在审核")
    decides(officer, body.name, "通过")
