"""Pages that come in the middle of something: somebody goes there, and stops on each of them."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from e2e.atlas import CAST, Tours
from e2e.factors import holds_passkeys, new_number, sets_up_authenticator, signs_in, signs_up_by_number
from e2e.people import Person
from e2e.world import (
    STAFF_PASSWORD,
    Wish,
    applies,
    chooses_place,
    confirms_role,
    fills_in,
    has_signed_up,
    in_days,
    mailed,
    new_body,
    proposes_role,
)

LAB = "江澄检测技术有限公司（演示）"
OPEN = ("上海市", "上海市", "青浦区", "练塘镇")
CLOSED = ("江苏省", "苏州市", "昆山市")


Scene = Callable[[Tours], Iterator[Person]]
"""A way through the product."""


def a_newcomer_waits_and_joins(tours: Tours) -> Iterator[Person]:
    """A code on its way, a link in a mail, a place in the line, and a body whose head is to be succeeded."""
    body = new_body("玉山包装", "陶然", "320583")
    person, again = tours.world.visitor(), tours.world.visitor()
    has_signed_up(person, body)
    yield person.opens("/accounts/reauthenticate/")
    person.opens("/accounts/apply/?side=buyer")
    person.writes("统一社会信用代码", body.credit_code).writes("单位名称", body.name)
    chooses_place(person, CLOSED)
    person.writes("经营地址", "前进路1号").writes("联系电话", body.phone)
    person.attaches("营业执照", tours.world.file("营业执照.pdf")).follows("提交认证")
    yield person.follows("开放时通知我")

    # Addresses that nothing was sent to a moment ago: there is a pause between two letters to one.
    again.opens("/accounts/password/reset/").writes("电子邮箱", "lab@demo.example")
    yield again.follows("发送").sees("邮件已发出")
    yield again.opens(mailed(again, r"/accounts/password/reset/key/[\w-]+/"))
    yield again.opens("/accounts/password/reset/key/1-used-before/")
    again.opens("/accounts/login/code/").writes("手机号或电子邮箱", "dyer@demo.example")
    yield again.follows("发送验证码")

    owner = tours.person("buyer").opens("/accounts/organisation/")
    owner.writes("手机号或电子邮箱", body.email).follows("发出邀请")
    link = mailed(person, r"/accounts/invitations/[^/\s<\"]+/")
    yield person.opens(link)
    person.follows("确认加入")
    yield again.opens(link).sees("已经使用过")
    yield person.opens("/accounts/organisation/").follows("负责人已离职，申请接任")


def a_newcomer_signs_up_and_applies(tours: Tours) -> Iterator[Person]:
    """The pages that ask for a code, by mail and by telephone; and what an association says that has something to decide."""
    body = new_body("练塘包装", "陶然", "310118")
    for login in (body.email, new_number()):
        person = tours.world.visitor().opens("/accounts/signup/")
        person.writes("姓名", body.person).writes("手机号或电子邮箱", login)
        person.writes("密码", body.password).writes("再输入一次密码", body.password)
        yield person.picks("我已阅读并同意《平台规则》和《隐私政策》").follows("注册").sees("验证码已发到")
    applicant = tours.world.visitor()
    has_signed_up(applicant, new_body("练塘印染", "陶然", "310118"))
    applies(applicant, body, "找服务", OPEN, tours.world.file("营业执照.pdf"))
    yield applicant
    yield applicant.opens("/accounts/logout/")


def somebody_with_both_factors(tours: Tours) -> Iterator[Person]:
    """An authenticator, recovery codes and a passkey: made, asked for, taken away."""
    person, again = tours.world.visitor(), tours.world.visitor()
    holds_passkeys(person)
    again.site = person.site
    number = new_number()
    signs_up_by_number(person, number)
    sets_up_authenticator(person)
    yield person
    yield person.opens("/accounts/second-factor/totp/remove/")
    yield person.opens("/accounts/second-factor/again/")
    yield person.opens("/accounts/second-factor/recovery-codes/make/")

    person.opens("/accounts/passkeys/add/").writes("名称", "办公室电脑").follows("添加")
    yield signs_in(again, number).sees("第二重验证", "或使用通行密钥")
    yield person.opens("/accounts/security/").follows(re.compile(r"^移除\s*办公室电脑"))
    yield person.opens("/accounts/passkeys/again/")


def somebody_guesses(tours: Tours) -> Iterator[Person]:
    """Five passwords for an account that nobody has."""
    guesser, login = tours.world.visitor(), new_body("", "", "320583").email
    for _ in range(5):
        guesser.opens("/accounts/login/").writes("手机号或电子邮箱", login).writes("密码", "猜一猜").follows(
            "登录"
        )
    yield guesser.sees("暂时不能登录")


def a_role_is_given(tours: Tours) -> Iterator[Person]:
    newcomer = new_body("新员", "方宁", "310118")
    system, security = tours.person("administrator"), tours.person("security administrator")
    proposes_role(system, newcomer, "内容编辑")

    yield security.opens("/accounts/roles/").follows(re.compile(f"授予{newcomer.person}"))
    link = confirms_role(security, newcomer)
    yield security
    security.opens("/accounts/people/").writes("姓名、邮箱或手机号", newcomer.email).follows("查找")
    yield security.follows(newcomer.person)
    invited = tours.world.visitor()
    yield invited.opens(link)
    for field in invited.page.locator("input[type=password]").all():
        field.fill(STAFF_PASSWORD)
    yield invited.follows("设置并进入").sees("请阅读并同意")
    yield invited.follows("同意并继续").sees("先设置第二重验证")
    yield tours.world.visitor().opens(link).sees("这个地址已失效")


def a_buyer_invites_a_supplier(tours: Tours) -> Iterator[Person]:
    buyer, supplier = tours.person("buyer"), tours.person("supplier")
    buyer.opens("/demands/new/").follows("开始填写")
    yield buyer.opens(buyer.path.replace("/edit/what/", "/files/"))

    buyer.opens("/demands/mine/").follows(re.compile("^天凝镇厂界噪声和废水例行监测"))
    record = buyer.path
    buyer.follows("查看符合条件的机构和响应")
    if f"{LAB}：" not in buyer.text:  # an installation that ran before may have seen this already
        buyer.follows(f"邀请 {LAB}")
    yield supplier.opens(f"{buyer.path}decline/")
    yield buyer.opens(record).follows("撤回需求")


def a_demand_is_written_down(tours: Tours) -> Iterator[Person]:
    """Every step as it begins, and what is to be checked before anything is said and when all is."""
    buyer = tours.person("buyer").opens("/demands/new/").follows("开始填写")
    draft = buyer.path.partition("edit/")[0]
    for step in ("edit/what/", "edit/where/", "parts/", "edit/budget/", "edit/publish/", "files/", "check/"):
        yield buyer.opens(draft + step)
    fills_in(buyer, Wish("废气治理设施年度运维（演示）", "两套设施，每月巡检（演示）。", "设施运维", OPEN))
    record = buyer.path.replace("/check/", "/")
    yield buyer
    buyer.opens(f"{record}files/").attaches("添加附件", tours.world.file("设施清单.pdf")).follows("上传")
    yield buyer.opens(record)


def a_demand_is_for_several_sites(tours: Tours) -> Iterator[Person]:
    """The step with a site, the form of a lot, and what everybody reads of a demand in lots."""
    buyer = tours.person("buyer").opens("/demands/new/").follows("开始填写")
    parts = buyer.path.replace("/edit/what/", "/parts/")
    buyer.writes("标题", "两处厂区噪声监测（演示）").writes("需求说明", "每季度一次（演示）。")
    buyer.picks("环境监测").follows("保存并继续")
    buyer.opens(f"{parts}sites/new/").writes("点位名称", "二厂区（演示）").writes(
        "这里需要做什么", "噪声监测"
    )
    yield buyer.follows("保存").sees("二厂区（演示）")
    yield buyer.opens(f"{parts}lots/new/")
    yield tours.world.visitor().opens("/demands/?q=园区企业监测").follows("园区企业监测和危险废物处置")


def a_buyer_begins_with_a_scenario(tours: Tours) -> Iterator[Person]:
    buyer = tours.person("buyer").opens("/demands/new/").follows(re.compile("^从这里开始.*噪声治理"))
    yield buyer
    buyer.opens(buyer.path).writes("噪声主要从哪里来？", "空压机房（演示）").picks("厂界监测超标").picks("否")
    buyer.writes("最近的住宅或学校有多远？（米）", "60").picks("昼夜连续")
    buyer.writes("最多可以停产几天？（天）", "2").picks("只做设计")
    yield buyer.follows("起草服务要求").sees("GB 12348-2008")
    yield buyer.opens(buyer.path).follows("采用并继续").sees("已按您的回答填好标题和说明")
    yield buyer.opens(buyer.path.replace("/edit/what/", "/check/"))


def a_suspension_is_objected_to(tours: Tours) -> Iterator[Person]:
    """A body that is not shown from the year's end; an installation that ran before has decided so already."""
    officer, supplier = tours.person("officer"), tours.world.demo("罗平")
    supplier.opens("/suppliers/mine/").follows("公开页面的样子")
    decide = f"/suppliers/suspensions/of/{supplier.path.strip('/').rpartition('/')[2]}/"
    yield officer.opens(decide)
    officer.opens(decide).writes("理由", "记录与报告不符（演示）。").writes("依据", "平台规则第十二条")
    officer.dates("起始日", in_days(300)).dates("最后一日", in_days(300)).follows("决定暂停展示")
    supplier.opens("/suppliers/mine/").follows(re.compile("^查看决定"))
    record = supplier.path
    yield supplier.opens(f"{record}appeal/")
    supplier.opens(f"{record}appeal/").writes("申诉意见", "记录已经补正。").follows("提交申诉")
    yield tours.world.demo("沈岚").opens(f"{record}answer/")


def a_spot_check_is_looked_into(tours: Tours) -> Iterator[Person]:
    """What the demo has drawn waits with the officers of all three associations."""
    for name in ("沈清", "顾澄", "陆源"):
        officer = tours.person("officer") if name == CAST["officer"] else tours.world.demo(name)
        officer.opens("/desk/spotcheck/")
        links = officer.page.locator("main a[href^='/spot-checks/of/']")
        if links.count():
            officer.opens(links.first.get_attribute("href") or "")
            yield officer
            yield officer.opens(f"{officer.path}{'find' if '待检查' in officer.text else 'close'}/")
            return


def a_demand_is_checked(tours: Tours) -> Iterator[Person]:
    """What the lot has drawn among demands that were published at once waits with an officer of its province."""
    for name in ("沈清", "顾澄", "陆源"):
        officer = tours.person("officer") if name == CAST["officer"] else tours.world.demo(name)
        officer.opens("/desk/demand_check/")
        links = officer.page.locator("main a[href^='/demands/conduct/checks/']")
        if links.count():
            yield officer.opens(links.first.get_attribute("href") or "")
            return


def a_buyer_is_suspended(tours: Tours) -> Iterator[Person]:
    """For a day, which is taken back: other scenes find it as it was."""
    officer, buyer = tours.person("officer"), tours.world.demo("王磊")
    officer.opens("/demands/conduct/buyers/").follows("盛源电镀（演示）").follows("警告或暂停")
    officer.picks("暂停发布").chooses("事由", "其他违反规则的行为").writes("理由", "等候核实（演示）。")
    officer.writes("暂停天数", "1").follows("作出决定")
    yield buyer.opens("/demands/new/")
    yield buyer.follows("查看决定和申诉").follows("提出申诉")
    yield officer.follows("暂停发布").follows("提前撤销")
    officer.writes("解除理由", "已经核实（演示）。").follows("撤销这项决定")
    answering = tours.world.demo("顾川").opens("/desk/sanction_appeal/")
    yield answering.follows(re.compile("盛源电镀.*对警告的申诉$"))


def a_demand_is_asked_about_and_changed(tours: Tours) -> Iterator[Person]:
    """What the demo has asked, wants to change, and has not said the end of; nothing is sent."""
    buyer, officer, other = tours.world.demo("王磊"), tours.person("officer"), tours.world.demo("孙悦")
    buyer.opens("/demands/mine/").follows(re.compile("^西塘镇污水站托管运维"))
    record = buyer.path
    yield buyer
    yield buyer.follows(re.compile("^回答 第"))
    yield buyer.opens(record).follows("变更需求")
    yield officer.opens("/desk/amendment/").follows(re.compile("变更公告$"))
    yield officer.follows("查看公开页面").follows(re.compile("^隐去"))
    yield other.opens("/desk/survey/").follows(re.compile(r"：\s*金泽镇环保管家年度服务$"))


def a_late_report_is_looked_at_again(tours: Tours) -> Iterator[Person]:
    """The body that has not confirmed in time has reported a change late, too; nothing is taken back."""
    officer = tours.person("officer").opens("/suppliers/confirmations/")
    record = officer.page.locator("main td a").first.get_attribute("href") or ""
    yield officer.opens(f"{record}late/").follows(re.compile("^撤回"))


def several_cases_are_decided_alike(tours: Tours) -> Iterator[Person]:
    """Only looked ahead: nothing is decided."""
    officer = tours.person("officer")
    yield officer.opens("/suppliers/review/bulk/?all")
    officer.opens("/suppliers/review/bulk/?all")
    officer.picks("退回修改").writes("补充说明", "请补充合同首页（演示）。")
    yield officer.follows("预览").sees("现在还没有办理")


def a_list_is_imported(tours: Tours) -> Iterator[Person]:
    """Two rows: one that can be right and one that cannot."""
    operator = tours.person("operator").opens("/suppliers/imports/")
    body = new_body("黎里环保", "", "320509")
    operator.attaches("名单文件", sheet(tours.world.folder, body.credit_code))
    yield operator.writes("名单名称", "江苏省危险废物经营许可证持证单位").follows("上传并对应列")
    operator.opens(operator.path)
    yield operator.follows("核对全部行").sees("确认导入")
    preview = operator.path
    yield operator.follows("查看差异").sees("新增")
    operator.opens(preview)
    yield operator.stands_still().follows(re.compile("^确认导入")).sees("导入")


def a_visitor_subscribes(tours: Tours) -> Iterator[Person]:
    """From the conditions of the hall to the letter, and what it leads to before and after agreeing."""
    reader, email = tours.world.visitor(), "reader@mail.example"
    reader.opens("/demands/subscriptions/new/?type=S05").writes("接收通知的邮箱", email)
    yield reader.follows("订阅").sees("请到邮箱里确认")
    yield reader.opens(mailed(reader, r"/demands/subscriptions/\d+[^/\s<\"]+/"))
    yield reader.follows("确认订阅").sees("停止订阅")


def a_visitor_follows_the_law(tours: Tours) -> Iterator[Person]:
    """From a search to the letter, and what it leads to before and after agreeing."""
    reader, email = tours.world.visitor(), "lawreader@mail.example"
    reader.opens("/library/follow/new/?kind=law").writes("接收通知的邮箱", email)
    yield reader.follows("关注").sees("请到邮箱里确认")
    yield reader.opens(mailed(reader, r"/library/follow/\d+:[^/\s<\"]+/"))
    yield reader.follows("确认关注").sees("不再关注")


def officers_write_notes(tours: Tours) -> Iterator[Person]:
    """On a body, among themselves: the page with a note, and the body's own page, which shows it to them."""
    officer = tours.person("officer").opens("/suppliers/91310118MADEM002XA/").follows(re.compile("^工作备注"))
    officer.writes("备注", "现场看过设备（演示）。").follows("写下备注")
    yield officer
    yield officer.opens("/suppliers/91310118MADEM002XA/")


def a_buyer_and_a_supplier_find_each_other(tours: Tours) -> Iterator[Person]:
    """What the demo has responded to: whom to call, as either side reads it."""
    buyer = (
        tours.world.demo("朱琳").opens("/demands/mine/").follows(re.compile("^园区企业监测和危险废物处置"))
    )
    yield buyer.follows(re.compile("查看.*响应"))


def an_editor_leads_old_articles_over(tours: Tours) -> Iterator[Person]:
    """Only looked at: nothing is saved."""
    editor = tours.person("editor").opens("/library/ledger/")
    yield editor.follows(re.compile("废止.*示例危险废物贮存暂行办法")).follows("新旧条文对照")


def an_operator_brings_a_list(tours: Tours) -> Iterator[Person]:
    """Of a site whose lists only a person gets to."""
    yield tours.person("operator").opens("/connectors/jiangsu/").follows("上传清单")


SCENES: dict[str, Scene] = {
    "officers write notes": officers_write_notes,
    "a buyer and a supplier find each other": a_buyer_and_a_supplier_find_each_other,
    "an editor leads old articles over": an_editor_leads_old_articles_over,
    "an operator brings a list": an_operator_brings_a_list,
    "a visitor follows the law": a_visitor_follows_the_law,
    "a visitor subscribes": a_visitor_subscribes,
    "a newcomer waits and joins": a_newcomer_waits_and_joins,
    "a newcomer signs up and applies": a_newcomer_signs_up_and_applies,
    "a demand is written down": a_demand_is_written_down,
    "somebody with both factors": somebody_with_both_factors,
    "somebody guesses": somebody_guesses,
    "a role is given": a_role_is_given,
    "a buyer invites a supplier": a_buyer_invites_a_supplier,
    "a demand is for several sites": a_demand_is_for_several_sites,
    "a buyer begins with a scenario": a_buyer_begins_with_a_scenario,
    "a suspension is objected to": a_suspension_is_objected_to,
    "a demand is asked about and changed": a_demand_is_asked_about_and_changed,
    "a spot check is looked into": a_spot_check_is_looked_into,
    "a demand is checked": a_demand_is_checked,
    "a buyer is suspended": a_buyer_is_suspended,
    "a late report is looked at again": a_late_report_is_looked_at_again,
    "several cases are decided alike": several_cases_are_decided_alike,
    "a list is imported": a_list_is_imported,
}


def sheet(folder: Path, credit_code: str) -> Path:
    path = folder / "名单.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [
                ("统一社会信用代码", "企业名称", "地址"),
                (credit_code, "黎里环保设备（演示）", "吴江区黎里镇8号"),
                ("91320509", "代码不全的单位", "吴江区黎里镇9号"),
            ]
        )
    return path
