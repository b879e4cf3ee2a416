"""By keyboard on a small screen: an association watches over a body, and the body is heard."""

import itertools
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from e2e.conftest import Product
from e2e.factors import signs_in
from e2e.people import Person
from e2e.records import found, is_claimed, is_imported
from e2e.world import Body, World, chooses_place, in_days, new_body, opens_task, visited

HOME = ("江苏省", "苏州市", "吴江区", "盛泽镇")
RARE = "环境损害鉴定"  # nobody of the demo does this: whom the lot draws is known
ASKED = re.compile("确认机构信息属实，没有变化的一步即可确认$")
SITE = "信用中国"
A_YEAR = 366  # days after which a body may be drawn again
LATE = A_YEAR + 21
WRIT = "吴环罚演示〔2026〕9号"


@dataclass(frozen=True)
class Watched:
    """A body on the shelf with its address, and who speaks for it."""

    body: Body
    record: str

    def member(self, here: World, *, days_ahead: int = 0) -> Person:
        person = here.visitor(days_ahead=days_ahead)
        return signs_in(person, self.body.email, self.body.password).sees("我的任务")


@pytest.fixture(scope="module")
def watched(browser: Browser, site: str, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    body = new_body("盛泽鉴定", "闻笛", "320509")
    with visited(World(browser, site, tmp_path_factory.mktemp("watched"))) as here:
        is_imported(here.demo("韩松"), here.folder, body, HOME, until=in_days(400), kind=RARE)
        record = found(here, body).path
        is_claimed(here.visitor(), here.demo("顾澄"), here, body, record, HOME)
    return Watched(body, record)


def test_a_body_objects_to_its_suspension(watched: Watched, by_keyboard: World) -> None:
    officer, colleague, lab = by_keyboard.demo("顾澄"), by_keyboard.demo("顾川"), watched.member(by_keyboard)
    is_suspended(officer, watched.record)
    objects_to_the_suspension(lab, by_keyboard)
    keeps_to_it(colleague, watched.body)
    is_lifted(officer, watched.body)
    by_keyboard.visitor().opens(watched.record).does_not_see("协会决定暂停展示这家")


def test_a_late_report_is_noted_and_taken_back(watched: Watched, by_keyboard: World) -> None:
    """The body has thought better of it once before; in the end it confirms all of its facts."""
    officer, lab = by_keyboard.demo("顾澄"), watched.member(by_keyboard)
    reports_a_change_late(lab, by_keyboard)
    lab.follows(re.compile("^撤回申报")).sees("变更申报已撤回")
    reports_a_change_late(lab, by_keyboard)
    passes(officer, f"{watched.body.name}：经营地址变更")
    takes_the_late_report_back(officer, watched.record)
    lab.opens("/messages/").sees("申报没有逾期")
    lab.opens("/desk/").follows("年度确认").sees("舜湖路2号").follows("无变化，确认").sees("已确认信息属实")


def test_a_credit_report_an_anomaly_and_an_objection(watched: Watched, by_keyboard: World) -> None:
    officer, lab = by_keyboard.demo("顾澄"), watched.member(by_keyboard)
    hands_in_a_credit_report(lab, by_keyboard)
    passes(officer, watched.body.name)
    finds_an_anomaly(officer, watched.record, by_keyboard)
    puts_it_on_record(by_keyboard.demo("顾川"), watched.body)
    objects_to_the_record(lab, by_keyboard)
    takes_it_off(officer, watched.body)
    lab.opens(watched.record).sees("核验于").does_not_see(WRIT)


def test_a_body_is_drawn_looked_into_and_corrects(watched: Watched, by_keyboard: World) -> None:
    results = draws_one_of_its_kind(by_keyboard.demo("韩松"))
    name = who_looks_into_it(by_keyboard.visitor().opens(results), watched.body)
    officer, lab = by_keyboard.demo(name), watched.member(by_keyboard)
    asks_for_a_correction(officer, watched.body)
    corrects(lab, by_keyboard)
    is_content(officer, watched.body)
    by_keyboard.visitor().opens(results).sees("整改后合格")


def test_a_year_later_it_lets_the_day_of_its_correction_pass(
    watched: Watched, by_keyboard: World, product: Product
) -> None:
    """Nobody waits for that day, nor for the year: people come from them."""
    product.has_to_be_ours()
    results = draws_one_of_its_kind(by_keyboard.demo("韩松", days_ahead=A_YEAR), A_YEAR)
    visitor = by_keyboard.visitor(days_ahead=LATE)
    name = who_looks_into_it(visitor.opens(results), watched.body)
    asks_for_a_correction(by_keyboard.demo(name, days_ahead=A_YEAR), watched.body, A_YEAR)

    lab = watched.member(by_keyboard, days_ahead=LATE).opens("/desk/")
    assert re.search("按抽查意见整改并答复.*已超期 1 个工作日", lab.text)
    waits_no_longer(by_keyboard.demo(name, days_ahead=LATE), watched.body)
    lab.opens("/messages/").sees("整改不到位", "期限已过，没有答复。")
    lab.opens("/desk/").does_not_see("按抽查意见整改并答复")
    visitor.opens(results).sees("整改不到位")


def test_two_reports_are_answered_at_once(watched: Watched, by_keyboard: World) -> None:
    reader, officer = by_keyboard.demo("周新"), by_keyboard.demo("顾澄")
    reports(reader, watched.record, "联系方式有误", "电话是空号。")
    reports(reader, watched.record, "业务范围有误", "不做土壤损害鉴定。")
    notes_for_a_colleague(officer, watched.record)
    by_keyboard.demo("顾川").opens("/messages/").sees(f"顾澄请您看“{watched.body.name}”的工作备注")
    takes_the_note_back(officer, watched.record)
    answers_both(officer, watched.body)
    reader.opens("/desk/").follows("我的反馈").sees("转由机构处理")
    watched.member(by_keyboard).follows(re.compile("核对并更正：联系方式有误$")).sees("请机构核对后修改")


def test_an_edit_that_is_not_true_is_taken_back(watched: Watched, by_keyboard: World) -> None:
    officer, lab = by_keyboard.demo("顾澄"), watched.member(by_keyboard)
    lab.opens("/suppliers/mine/").follows("修改简介和联系人").writes("机构简介", "损害鉴定和评估。")
    lab.writes("业务联系人", watched.body.person).writes("业务电话", watched.body.phone).follows("保存")
    lab.follows("修改简介和联系人").writes("机构简介", "全国排名第一的鉴定机构。").follows("保存")
    officer.opens(watched.record).sees("全国排名第一").follows("修改记录").follows(
        re.compile("^撤销这次修改")
    )
    officer.sees("全国排名第一").writes("撤销的理由", "排名没有依据。").follows("撤销这次修改").sees("已撤销")
    lab.opens("/messages/").sees("排名没有依据。")
    by_keyboard.visitor().opens(watched.record).sees("损害鉴定和评估。").does_not_see("全国排名第一")


def test_a_body_confirms_from_its_desk_and_is_asked_again_in_a_year(
    by_keyboard: World, product: Product
) -> None:
    """In the demo this is due once. Whoever does not come to it is told a year later, and readers are."""
    product.has_to_be_ours()
    member = by_keyboard.demo("罗平").opens("/desk/").sees("没有变化的一步即可确认", "待确认")
    member.follows(ASKED).sees("请逐项核对").follows("无变化，确认").hears("已确认信息属实")
    record = member.follows("公开页面的样子").sees("机构确认属实").path
    member.opens("/desk/").does_not_see("没有变化的一步即可确认")

    by_keyboard.visitor(days_ahead=A_YEAR).opens(record).sees("超过一年未确认")
    by_keyboard.demo("罗平", days_ahead=A_YEAR).opens("/desk/").follows(ASKED).sees("信息超过一年未确认")


def is_suspended(officer: Person, record: str) -> None:
    officer.opens(record).follows("暂停展示").writes("理由", "现场核查发现报告与原始记录不符（演示）。")
    officer.writes("依据", "平台规则第十二条").dates("起始日", in_days(0)).dates("最后一日", in_days(29))
    officer.follows("决定暂停展示").sees("决定的内容", "平台规则第十二条")


def objects_to_the_suspension(lab: Person, here: World) -> None:
    lab.opens("/desk/").follows(re.compile("整个机构暂停展示到")).follows("提出申诉")
    lab.writes("申诉意见", "原始记录已经补正。").attaches("证明材料", here.file("原始记录.pdf"))
    lab.follows("提交申诉").sees("原始记录已经补正。")


def keeps_to_it(colleague: Person, body: Body) -> None:
    opens_task(colleague, f"{body.name}对暂停展示的申诉")
    colleague.sees("原始记录已经补正。").picks("维持暂停展示").writes("理由", "补正的记录没有签名。")
    colleague.follows("发出答复").sees("答复已发出")


def is_lifted(officer: Person, body: Body) -> None:
    officer.opens("/desk/").follows("暂停展示").follows(body.name).sees("补正的记录没有签名。")
    officer.follows("提前解除").writes("解除理由", "记录已经签名。").follows("解除暂停").sees("已恢复")


def reports_a_change_late(lab: Person, here: World) -> None:
    lab.opens("/desk/").follows("变更申报").follows("申报经营地址变更")
    chooses_place(lab, HOME)
    lab.writes("变更后的经营地址", "舜湖路2号").dates("变更日期", in_days(-60))
    lab.attaches("证明材料", here.file("变更通知书.pdf")).follows("提交核对").sees(
        "核对通过后会记录为逾期申报"
    )


def passes(officer: Person, subject: str) -> None:
    opens_task(officer, subject)
    officer.picks("通过").follows("提交意见").sees("已办理：通过。")


def takes_the_late_report_back(officer: Person, record: str) -> None:
    officer.opens(record).follows("修改记录").follows("记录逾期申报").follows(re.compile("^撤回"))
    officer.writes("撤回的理由", "通知书写错了日期，申报没有逾期。").follows("撤回这条记录").sees("撤回")


def hands_in_a_credit_report(lab: Person, here: World) -> None:
    lab.opens("/suppliers/mine/").follows("上传信用报告").attaches("信用报告", here.file("信用报告.pdf"))
    lab.dates("报告日期", in_days(-3)).follows("提交核对").sees("正在核对")


def finds_an_anomaly(officer: Person, record: str, here: World) -> None:
    officer.opens(record).follows("信用核查").picks("有异常", among=f"{SITE}：核查结果")
    officer.writes(f"{SITE}：情况", f"行政处罚一条，{WRIT}。")
    officer.attaches(f"{SITE}：截图或PDF", here.file("截图.pdf")).follows("记录核查结果")
    officer.sees("核查结果已记录")


def puts_it_on_record(colleague: Person, body: Body) -> None:
    opens_task(colleague, f"{body.name}：{SITE}")
    colleague.picks("属实，登记为信用记录").chooses("种类", "行政处罚").writes("文书号", WRIT)
    colleague.writes("文书名称或类别", "罚款").writes("决定机关", "演示生态环境局")
    colleague.dates("决定日期", in_days(-40)).follows("记录复核结果").sees("复核结果已记录")


def objects_to_the_record(lab: Person, here: World) -> None:
    lab.opens("/suppliers/mine/").follows("信用异议").follows(re.compile("^提出异议"))
    lab.writes("异议内容", "处罚决定已经撤销。").attaches("证明材料", here.file("撤销决定.pdf"))
    lab.follows("提交异议").sees("异议中", "处罚决定已经撤销。")


def takes_it_off(officer: Person, body: Body) -> None:
    officer.opens("/desk/credit_objection/").follows(re.compile(re.sub(r"\W", ".", body.name)))
    officer.picks("异议成立，撤下这条记录").writes("理由", "撤销决定属实。").follows("发出答复")
    officer.sees("答复已发出")


def draws_one_of_its_kind(operator: Person, on: int = 0) -> str:
    """For the first year in which this quarter has not been drawn for; returns where the results are published."""
    drawn, today = operator.opens("/spot-checks/").text, in_days(0)
    quarter = f"年第{(today.month + 2) // 3}季度"
    year = next(one for one in itertools.count(today.year) if f"{one}{quarter}" not in drawn)
    operator.opens("/desk/").follows("抽取抽查名单").writes("年度", str(year))
    operator.dates("检查期限", in_days(on + 30)).writes("每个分层抽取", "0")
    label = operator.page.get_by_text(re.compile(f"^江苏省，{RARE}（")).text_content() or ""
    there = re.sub(r"\D", "", label)
    operator.writes(label.strip(), there).follows("抽取并公示").sees("抽查名单已抽取并公示")
    return operator.path


def who_looks_into_it(reader: Person, body: Body) -> str:
    """Somebody of one of the two other provinces: the page of results says of which."""
    row = reader.sees(body.name, "种子").text.partition(body.name)[2].partition("待检查")[0]
    return "沈清" if "上海市" in row else "陆源"


def asks_for_a_correction(officer: Person, body: Body, on: int = 0) -> None:
    opens_task(officer, body.name)
    officer.follows("记录检查情况").picks("需整改").writes("检查情况", "原始记录缺两页，请补齐。")
    officer.follows("记录检查情况").hears("需整改的，请填写整改期限。")
    officer.dates("整改期限", in_days(on + 20)).follows("记录检查情况").sees("检查情况已记录")


def waits_no_longer(officer: Person, body: Body) -> None:
    opens_task(officer, body.name)
    officer.sees("原始记录缺两页").follows("复核并办结").picks("整改不到位")
    officer.writes("复核意见", "期限已过，没有答复。").follows("办结").sees("抽查已办结")


def corrects(lab: Person, here: World) -> None:
    lab.opens("/desk/").follows(re.compile("按抽查意见整改并答复$")).sees("原始记录缺两页")
    lab.follows("答复整改情况").writes("整改情况", "两页已经补齐。").attaches(
        "整改材料", here.file("原始记录.pdf")
    )
    lab.follows("提交整改情况").sees("整改情况已提交")


def is_content(officer: Person, body: Body) -> None:
    opens_task(officer, body.name)
    officer.follows("复核并办结").picks("整改后合格").writes("复核意见", "补齐的两页与报告一致。")
    officer.follows("办结").sees("抽查已办结")


def reports(reader: Person, record: str, kind: str, text: str) -> None:
    reader.opens(record).follows("反馈问题").picks(kind).writes("具体情况", text).follows("提交反馈")
    reader.sees(text)


def notes_for_a_colleague(officer: Person, record: str) -> None:
    officer.opens(record).follows(re.compile("^工作备注")).writes("备注", "已经打过电话，确是空号。")
    officer.chooses("请谁看", "顾川").follows("写下备注").sees("请顾川看", "确是空号")


def takes_the_note_back(officer: Person, record: str) -> None:
    officer.opens(record).follows(re.compile("^工作备注")).follows(re.compile("^收回"))
    officer.sees("收回。").does_not_see("确是空号")


def answers_both(officer: Person, body: Body) -> None:
    officer.opens("/desk/feedback/").follows("批量办理")
    for kind in ("联系方式有误", "业务范围有误"):
        officer.picks(re.compile(f"选择 {body.name}.*{kind}".replace("（", ".").replace("）", ".")))
    officer.picks("转由机构处理").writes("答复内容", "已转请机构核对后修改。").follows("预览").sees(
        "现在还没有办理"
    )
    officer.follows("确认办理 2 件").sees("办理结果", body.name)
