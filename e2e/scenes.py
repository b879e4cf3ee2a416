"""Pages that come in the middle of something: somebody goes there, and stops on each of them."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from e2e.atlas import CAST, Tours
from e2e.factors import holds_passkeys, new_number, sets_up_authenticator, signs_in, signs_up_by_number
from e2e.people import Person
from e2e.world import (
    STAFF_PASSWORD,
    chooses_place,
    confirms_role,
    has_signed_up,
    in_days,
    mailed,
    new_body,
    proposes_role,
)

LAB = "江澄检测技术有限公司（演示）"
CLOSED = ("江苏省", "苏州市", "昆山市")


@dataclass(frozen=True)
class Scene:
    """A way through the product, and the templates that nothing else brings up."""

    goes: Callable[[Tours], Iterator[Person]]
    templates: tuple[str, ...]


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


def an_editor_leads_old_articles_over(tours: Tours) -> Iterator[Person]:
    """Only looked at: nothing is saved."""
    editor = tours.person("editor").opens("/library/ledger/")
    yield editor.follows(re.compile("废止.*示例危险废物贮存暂行办法")).follows("新旧条文对照")


def an_operator_brings_a_list(tours: Tours) -> Iterator[Person]:
    """Of a site whose lists only a person gets to."""
    yield tours.person("operator").opens("/connectors/jiangsu/").follows("上传清单")


SCENES = {
    "an editor leads old articles over": Scene(
        an_editor_leads_old_articles_over, ("library/ledger/articles.html",)
    ),
    "an operator brings a list": Scene(an_operator_brings_a_list, ("connectors/file.html",)),
    "a visitor follows the law": Scene(
        a_visitor_follows_the_law, ("library/following/one.html", "library/following/sent.html")
    ),
    "a visitor subscribes": Scene(
        a_visitor_subscribes, ("demands/subscriptions/one.html", "demands/subscriptions/sent.html")
    ),
    "a newcomer waits and joins": Scene(
        a_newcomer_waits_and_joins,
        (
            "account/_code.html",
            "account/confirm_login_code.html",
            "account/password_reset_done.html",
            "account/password_reset_from_key.html",
            "account/reauthenticate.html",
            "accounts/invitation.html",
            "accounts/invitation_over.html",
            "accounts/succeed.html",
            "accounts/waiting.html",
        ),
    ),
    "somebody with both factors": Scene(
        somebody_with_both_factors,
        (
            "mfa/authenticate.html",
            "mfa/reauthenticate.html",
            "mfa/recovery_codes/index.html",
            "mfa/totp/deactivate_form.html",
            "mfa/webauthn/authenticator_confirm_delete.html",
            "mfa/webauthn/reauthenticate.html",
        ),
    ),
    "somebody guesses": Scene(somebody_guesses, ("accounts/locked.html",)),
    "a role is given": Scene(
        a_role_is_given,
        (
            "accounts/account.html",
            "accounts/enter.html",
            "accounts/link_used.html",
            "accounts/role_change.html",
            "accounts/set_up.html",
            "accounts/terms.html",
        ),
    ),
    "a buyer invites a supplier": Scene(
        a_buyer_invites_a_supplier, ("deals/decline.html", "demands/files.html", "demands/withdraw.html")
    ),
    "a demand is for several sites": Scene(
        a_demand_is_for_several_sites, ("demands/parts/parts.html", "demands/parts/part.html")
    ),
    "a buyer begins with a scenario": Scene(
        a_buyer_begins_with_a_scenario,
        ("demands/specification/answers.html", "demands/specification/clauses.html"),
    ),
    "a suspension is objected to": Scene(
        a_suspension_is_objected_to,
        (
            "suppliers/suspension/answer.html",
            "suppliers/suspension/appeal.html",
            "suppliers/suspension/suspend.html",
        ),
    ),
    "a demand is asked about and changed": Scene(
        a_demand_is_asked_about_and_changed,
        ("demands/amendments/new.html", "demands/amendments/review.html", "deals/survey.html"),
    ),
    "a spot check is looked into": Scene(a_spot_check_is_looked_into, ("suppliers/spotcheck/check.html",)),
    "a demand is checked": Scene(a_demand_is_checked, ("demands/conduct/check.html",)),
    "a buyer is suspended": Scene(
        a_buyer_is_suspended,
        (
            "demands/conduct/answer.html",
            "demands/conduct/appeal.html",
            "demands/conduct/lift.html",
            "demands/conduct/suspended.html",
        ),
    ),
    "a late report is looked at again": Scene(
        a_late_report_is_looked_at_again, ("suppliers/confirmation/withdraw_late.html",)
    ),
    "several cases are decided alike": Scene(
        several_cases_are_decided_alike, ("accounts/bulk.html", "accounts/bulk_preview.html")
    ),
    "a list is imported": Scene(
        a_list_is_imported,
        (
            "suppliers/imports/difference.html",
            "suppliers/imports/mapping.html",
            "suppliers/imports/preview.html",
            "suppliers/imports/run.html",
        ),
    ),
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
