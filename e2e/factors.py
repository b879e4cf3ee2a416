"""Ways of showing who one is: a number, an authenticator on the telephone, a passkey in the device."""

import itertools
import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from e2e.people import Person
from e2e.world import code_sent_to

PASSWORD = "绿水青山-2026-太浦河"
_numbers = itertools.count(int(time.time()) % 100_000_000)


def new_number() -> str:
    return f"139{next(_numbers):08d}"


def fills_in_sign_up(person: Person, number: str) -> Person:
    person.opens("/accounts/signup/").writes("姓名", "叶青").writes("手机号或电子邮箱", number)
    person.writes("密码", PASSWORD).writes("再输入一次密码", PASSWORD)
    return person.picks("我已阅读并同意《平台规则》和《隐私政策》")


def signs_up_by_number(person: Person, number: str) -> Person:
    fills_in_sign_up(person, number).follows("注册")
    person.sees("验证码已发到").writes("验证码", code_sent_to(person, f"+86{number}")).follows("确认")
    return person.sees("单位认证")


def sets_up_authenticator(person: Person) -> str:
    """Returns what the telephone has been told."""
    person.opens("/accounts/security/").follows(re.compile("设置\\s*验证器"))
    seed = person.page.locator("dd code").text_content() or ""
    person.writes("验证码", shown(seed)).follows("完成设置").sees("验证器已设置。")
    return seed


def shown(seed: str, ahead: int = 0) -> str:
    """What the telephone shows now, or half a minute from now."""
    return str(format_hotp_value(hotp_value(seed, int(time.time()) // 30 + ahead)))


def signs_in(person: Person, login: str, password: str = PASSWORD) -> Person:
    person.opens("/accounts/login/").writes("手机号或电子邮箱", login).writes("密码", password)
    return person.follows("登录")


def holds_passkeys(person: Person) -> None:
    """Give the browser a device of its own that says yes, and the site a name: a passkey belongs to one."""
    person.site = person.site.replace("127.0.0.1", "localhost")
    device = person.page.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": kind | {"isUserVerified": True}})
