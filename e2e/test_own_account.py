"""A person's own account, by keyboard on a small screen: password, address and number change, consent is taken back, the account ends; one that nobody used comes back."""

import re

from e2e.conftest import Product
from e2e.factors import new_number, signs_in
from e2e.people import Person
from e2e.world import World, code_sent_to, confirms, has_signed_up, mailed, new_body

CHOSEN = "青山绿水-2027-淀山湖"
UNUSED = """
import datetime as dt
from greenbridge.accounts.models import User
from greenbridge.accounts.services import idle
from greenbridge.core import clock
from greenbridge.messaging.models import Letter
long_ago = clock.now() - dt.timedelta(days=idle.AFTER)
Letter.objects.filter(address="{address}").update(written_at=long_ago)
User.objects.filter(email="{address}").update(last_seen_at=long_ago, idle_warnings=len(idle.WARNINGS))
idle.sweep()
"""
RESET = r"/accounts/password/reset/key/[\w-]+/"


def test_a_person_changes_how_they_sign_in_and_closes_the_account(by_keyboard: World) -> None:
    body, address, number = new_body("", "林晚", "310118"), new_body("", "", "310118").email, new_number()
    person = by_keyboard.visitor()
    has_signed_up(person, body)

    changes_the_password(person, body.password)
    changes_the_address(person, address)
    adds_a_number(person, number)
    signs_in(person.follows("退出"), number, CHOSEN).sees("我的任务")

    takes_consent_back_and_gives_it_again(person)
    person.writes("姓名", "林婉").follows("保存更正").sees("已更正")
    closes_the_account(person)
    signs_in(person, address, CHOSEN).hears("账号或密码不对")


def test_who_has_forgotten_the_password_comes_in_by_a_letter(by_keyboard: World) -> None:
    """Two of the demo: an address gets one letter a minute."""
    person, address = by_keyboard.visitor().opens("/accounts/login/"), "park@demo.example"
    person.follows("忘记密码").writes("电子邮箱", address).follows("发送").sees("邮件已发出")
    person.opens(mailed(person, RESET)).writes("新密码", CHOSEN).writes("再输入一次新密码", CHOSEN)
    person.follows("保存新密码").sees("密码已重设").follows("登录")
    signs_in(person, address, CHOSEN).sees("我的任务")

    other, address = by_keyboard.visitor().opens("/accounts/login/"), "board@demo.example"
    other.follows("用验证码登录").writes("手机号或电子邮箱", address).follows("发送验证码")
    confirms(other, address)
    other.opens("/accounts/security/").follows("修改密码").writes("新密码", CHOSEN)
    other.writes("再输入一次新密码", CHOSEN).follows("修改").sees("密码已修改")


def test_an_account_that_nobody_used_comes_back_by_a_code(by_keyboard: World, product: Product) -> None:
    """Nobody waits for ninety days: the story is told how they went by."""
    body, person = new_body("", "林晚", "310118"), by_keyboard.visitor()
    has_signed_up(person, body)
    product.runs("shell", "-c", UNUSED.format(address=body.email))

    signs_in(person, body.email, body.password).sees("超过90天没有使用").follows("用验证码登录")
    person.writes("手机号或电子邮箱", body.email).follows("发送验证码")
    confirms(person, body.email)
    person.opens("/desk/").sees("先认证您的单位")


def changes_the_password(person: Person, password: str) -> None:
    person.opens("/accounts/security/").follows("修改密码")
    person.writes("现在使用的密码", password).writes("新密码", CHOSEN).writes("再输入一次新密码", CHOSEN)
    person.follows("修改").sees("密码已修改")


def changes_the_address(person: Person, address: str) -> None:
    person.opens("/accounts/security/").follows(re.compile("^更换\\s*邮箱")).writes("电子邮箱", address)
    person.follows("发送验证码")
    confirms(person, address)
    person.opens("/accounts/security/").sees(address)


def adds_a_number(person: Person, number: str) -> None:
    person.opens("/accounts/security/").follows(re.compile("^添加\\s*手机号")).writes("手机号", number)
    person.follows("发送验证码").sees("验证码已发到")
    person.writes("验证码", code_sent_to(person, f"+86{number}")).follows("确认")
    person.opens("/accounts/security/").sees(number[-4:])


def takes_consent_back_and_gives_it_again(person: Person) -> None:
    person.opens("/desk/").follows("我的数据").follows("撤回同意").sees("您目前没有同意")
    person.opens("/desk/").sees("请阅读并同意").opens("/accounts/data/").follows("重新同意")
    person.follows("同意并继续").sees("您已同意现行的平台规则")


def closes_the_account(person: Person) -> None:
    person.opens("/accounts/data/").follows("查看并注销账号").sees("会立即删除", "会留下")
    person.writes("登录密码", CHOSEN).follows("注销我的账号")
