"""Signing in, told in a browser: by number, with a second factor, a recovery code, a passkey; and signing out elsewhere."""

import itertools
import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from e2e.world import Person, World, code_sent_to

PASSWORD = "绿水青山-2026-太浦河"
_numbers = itertools.count(int(time.time()) % 100_000_000)


def new_number() -> str:
    return f"139{next(_numbers):08d}"


def signs_up(person: Person, number: str) -> Person:
    person.opens("/accounts/signup/").writes("姓名", "叶青").writes("手机号或电子邮箱", number)
    person.writes("密码", PASSWORD).writes("再输入一次密码", PASSWORD)
    person.picks("我已阅读并同意《平台规则》和《隐私政策》").follows("注册")
    person.sees("验证码已发到").writes("验证码", code_sent_to(person, f"+86{number}")).follows("确认")
    return person.sees("单位认证")


def sets_up_authenticator(person: Person) -> str:
    """Returns what the telephone has been told."""
    person.opens("/accounts/security/").follows(re.compile("设置\\s*验证器"))
    seed = person.page.locator("dd code").text_content() or ""
    person.writes("验证码", shown(seed)).follows("完成设置").sees("只显示这一次")
    return seed


def shown(seed: str, ahead: int = 0) -> str:
    """What the telephone shows now, or half a minute from now."""
    return str(format_hotp_value(hotp_value(seed, int(time.time()) // 30 + ahead)))


def signs_in(person: Person, number: str) -> Person:
    return (
        person.opens("/accounts/login/")
        .writes("手机号或电子邮箱", number)
        .writes("密码", PASSWORD)
        .follows("登录")
    )


def test_a_person_signs_up_by_number_and_signs_in_with_two_factors(world: World) -> None:
    number = new_number()
    person = signs_up(world.visitor(), number)
    seed = sets_up_authenticator(person)
    recovery = (person.page.locator(".codes code").first.text_content() or "").strip()

    other = signs_in(world.visitor(), number).sees("第二重验证")
    other.writes("验证码", "000000").follows("继续").sees("验证码不对")
    other.writes("验证码", shown(seed, ahead=1)).follows("继续").sees("我的任务")

    third = signs_in(world.visitor(), number)
    third.writes("验证码", recovery).follows("继续").sees("我的任务")


def test_a_person_ends_a_session_elsewhere(world: World) -> None:
    number = new_number()
    first = signs_up(world.visitor(), number)
    second = signs_in(world.visitor(), number).sees("我的任务")

    second.opens("/accounts/security/").follows("结束其他所有登录").sees("已结束其他1处登录")

    first.opens("/desk/").sees("您先前的登录已结束")


def test_a_person_signs_in_with_a_passkey(here: World) -> None:
    person = here.visitor()
    device = person.page.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": kind | {"isUserVerified": True}})
    person.site = person.site.replace(
        "127.0.0.1", "localhost"
    )  # a passkey belongs to a name, never to an address
    signs_up(person, new_number())

    person.opens("/accounts/security/").follows("添加通行密钥").writes("名称", "办公室电脑")
    person.follows("添加").sees("只显示这一次")
    person.follows("退出").opens("/accounts/login/").follows("用通行密钥登录").sees("我的任务")

    person.opens("/accounts/security/").sees("办公室电脑")
