"""The life of a record: on a list, claimed, filled in, looked at, assessed, near its papers' end, restricted, renewed."""

import re

from e2e.people import Person
from e2e.records import assesses_itself, found, is_claimed, is_imported, scores
from e2e.world import Body, World, decides, in_days, new_body, opens_task

HOME = ("江苏省", "苏州市", "吴江区", "盛泽镇")
SCORERS = ("顾川", "顾宁")  # of the association, beside the officer who decides
PROJECT = "印染厂厂界噪声监测（演示）"


def test_a_record_from_a_list_to_its_papers_renewed(by_keyboard: World) -> None:
    body = new_body("盛泽检测", "闻溪", "320509")
    operator, officer, lab = by_keyboard.demo("韩松"), by_keyboard.demo("顾澄"), by_keyboard.visitor()

    is_imported(operator, by_keyboard.folder, body, HOME, until=in_days(20))
    record = found(by_keyboard, body).sees("名单导入，未认领").path
    is_claimed(lab, officer, by_keyboard, body, record, HOME)
    is_filled_in(lab, officer, by_keyboard, body)
    assesses_itself(lab, "环境监测（江苏省）")
    is_tied(officer, body)
    for name in SCORERS:
        scores(by_keyboard.demo(name), body, "86")
    lab.opens("/suppliers/mine/").follows("公开页面的样子").sees("已通过准入考核")
    by_keyboard.visitor().opens(record).sees("已通过准入考核", "20天后到期", "备案和登记")
    lab.opens("/desk/").sees("到期，请换证后上传")

    is_imported(operator, by_keyboard.folder, body, HOME, until=in_days(-1))
    admin = by_keyboard.demo("江衡").opens("/desk/").follows("系统状态")
    admin.follows(re.compile("“资质到期限制和恢复业务”$"))
    by_keyboard.visitor().opens(record).soon_sees("暂停展示这项业务")
    lab.opens("/desk/").sees("暂停展示，请更新CMA")

    is_renewed(lab, officer, by_keyboard, body)
    by_keyboard.visitor().opens(record).sees("业务恢复展示", "CMA 有效")
    officer.opens(record).follows("修改记录").sees("添加资质", "更新机构资料")


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
    tells_of_its_size_and_means(lab, here)
    lab.follows("提交变更").sees("正在审核")
    has_seen_the_contract(officer, body)
    decides(officer, body.name, "通过")


def tells_of_its_size_and_means(lab: Person, here: World) -> None:
    lab.follows("计算企业规模").writes("所属行业代码", "7461").writes("从业人员（人）", "60")
    lab.writes("营业收入（万元）", "1500").follows("计算并保存").sees("规模依据")
    lab.follows("添加持证人员").writes("姓名", "演示甲").writes("证书", "监测上岗证")
    lab.writes("证书编号", "演示证2026000009").follows("添加").sees("持证人员已添加")
    lab.follows("添加仪器设备").writes("设备名称", "声级计").writes("数量", "2").follows("添加").sees(
        "声级计"
    )
    lab.follows("添加业绩").writes("项目名称", PROJECT).writes("客户", "某印染企业")
    lab.writes("完成年份", "2025").attaches("证明材料", here.file("合同首页.pdf")).follows("添加").sees(
        PROJECT
    )


def has_seen_the_contract(officer: Person, body: Body) -> None:
    opens_task(officer, body.name)
    officer.sees("演示证2026000009", "声级计").follows(re.compile("^标为已核实")).sees("已标为已核实")


def is_tied(officer: Person, body: Body) -> None:
    """Who says so does not score: colleagues do."""
    officer.opens("/desk/assessment/").follows(re.compile(re.sub(r"\W", ".", body.name)))
    officer.follows("声明回避").writes("利害关系", "两年前在这家机构任职（演示）。").follows("声明回避")
    officer.sees("由其他审核员评分")


def is_renewed(lab: Person, officer: Person, here: World, body: Body) -> None:
    lab.opens("/suppliers/mine/").follows("添加资质").chooses("资质种类", "检验检测机构资质认定证书")
    lab.writes("证书编号", "演示CMA-新").writes("发证机关", "演示市场监督管理局").dates(
        "有效期至", in_days(900)
    )
    lab.attaches("扫描件", here.file("新证.pdf")).follows("添加").sees("演示CMA-新")
    lab.follows("提交变更").sees("正在审核")
    decides(officer, body.name, "通过")
