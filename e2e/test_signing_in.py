"""Signing in, told in a browser: by number, with a second factor, a recovery code, a passkey, which staff may use and lose; and signing out elsewhere."""

import re

from e2e.factors import (
    fills_in_sign_up,
    holds_passkeys,
    new_number,
    sets_up_authenticator,
    shown,
    signs_in,
    signs_up_by_number,
)
from e2e.world import (
    STAFF_PASSWORD,
    World,
    code_sent_to,
    confirms_role,
    loses_the_first_answer,
    new_body,
    proposes_role,
)

THE_KEY = re.compile(r"^移除\s*办公室电脑")


def test_somebody_of_the_demo_signs_in_with_one_button(world: World) -> None:
    world.visitor().opens("/demo/").follows("以沈清登录").sees("我的任务")


def test_a_person_signs_up_by_number_and_signs_in_with_two_factors(world: World) -> None:
    number = new_number()
    person = signs_up_by_number(world.visitor(), number)
    seed = sets_up_authenticator(person)
    recovery = (person.page.locator(".codes code").first.text_content() or "").strip()

    other = signs_in(world.visitor(), number).sees("第二重验证")
    other.writes("验证码", "000000").follows("继续").sees("验证码不对")
    other.writes("验证码", shown(seed, ahead=1)).follows("继续").sees("我的任务")

    third = signs_in(world.visitor(), number)
    third.writes("验证码", recovery).follows("继续").sees("我的任务")


def test_whoever_hears_no_answer_sends_the_form_again_and_goes_on(by_keyboard: World) -> None:
    """The browser says that nothing answered; loading the page anew sends the form as it was."""
    number = new_number()
    person = fills_in_sign_up(by_keyboard.visitor(), number)
    page = person.page
    lost = loses_the_first_answer(page, "/accounts/signup/")
    with page.expect_event("requestfailed"):
        page.locator("main form").evaluate("form => form.requestSubmit()")

    page.wait_for_url("chrome-error://**")
    page.reload()

    assert len(lost) == 1
    person.sees("没有重复办理", "验证码已发到")
    person.writes("验证码", code_sent_to(person, f"+86{number}")).follows("确认").sees("单位认证")


def test_a_person_ends_a_session_elsewhere(world: World) -> None:
    number = new_number()
    first = signs_up_by_number(world.visitor(), number)
    second = signs_in(world.visitor(), number).sees("我的任务")

    second.opens("/accounts/security/").follows("结束其他所有登录").sees("已结束其他1处登录")

    first.opens("/desk/").sees("您先前的登录已结束")


def test_a_person_signs_in_with_a_passkey(by_keyboard: World) -> None:
    person = by_keyboard.visitor()
    holds_passkeys(person)
    signs_up_by_number(person, new_number())

    person.opens("/accounts/security/").follows("添加通行密钥").writes("名称", "办公室电脑")
    person.follows("添加").sees("只显示这一次")
    person.follows("退出").opens("/accounts/login/").follows("用通行密钥登录").sees("我的任务")

    person.opens("/accounts/security/").sees("办公室电脑")


def test_staff_come_in_confirm_and_part_with_a_passkey_by_keyboard(by_keyboard: World) -> None:
    newcomer = new_body("", "闻远", "310118")
    proposes_role(by_keyboard.demo("江衡"), newcomer, "运维人员")
    person, link = by_keyboard.visitor(), confirms_role(by_keyboard.demo("石磊"), newcomer)
    holds_passkeys(person)

    person.opens(link).writes("新密码", STAFF_PASSWORD).writes("新密码确认", STAFF_PASSWORD)
    person.follows("设置并进入").follows("同意并继续").sees("先设置第二重验证")
    person.follows("添加通行密钥").writes("名称", "办公室电脑").follows("添加").sees("只显示这一次")

    person.opens("/accounts/security/").follows(THE_KEY).follows("移除")
    person.hears("工作人员须保留至少一种第二重验证。请先添加另一种，再移除这一种。")

    signs_in(person.follows("退出"), newcomer.email, STAFF_PASSWORD).sees("第二重验证")
    person.follows("使用通行密钥").sees("我的任务")

    person.opens("/accounts/reauthenticate/?next=/accounts/data/").sees("请再输入一次密码")
    person.follows("改用通行密钥").follows("使用通行密钥").sees("平台保存的记录")

    sets_up_authenticator(person)
    person.opens("/accounts/security/").follows(THE_KEY).follows("移除").sees("通行密钥已移除。")
    person.does_not_see("办公室电脑")
