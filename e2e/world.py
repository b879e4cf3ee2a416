"""A running product with the people of its demo world, and what they do in several journeys."""

import datetime as dt
import itertools
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import (
    APIResponse,
    Browser,
    BrowserContext,
    Page,
    Route,
)
from stdnum.cn import uscc

from e2e.people import DESK, ByMouse, Person, Screen, Watch
from greenbridge.testing.telling import AHEAD

SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)

_numbers = itertools.count(int(time.time()) % 10_000 * 100)


@dataclass
class World:
    """A running product, a browser, and people who come to it one after the other."""

    browser: Browser
    site: str
    folder: Path
    way: type[Person] = ByMouse
    has_script: bool = True
    screen: Screen = DESK
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        self._contexts: list[BrowserContext] = []

    def visitor(self, *, days_ahead: int = 0) -> Person:
        """Somebody nobody knows; with ``days_ahead``, from a day to come, which only a product of our own understands."""
        context = self.browser.new_context(
            locale="zh-CN",
            java_script_enabled=self.has_script,
            extra_http_headers={AHEAD: str(days_ahead)} if days_ahead else None,
            **self.screen.options(),
        )
        self._contexts.append(context)
        return self.way(context, self.site, self.watch)

    def demo(self, name: str, *, days_ahead: int = 0) -> Person:
        """Somebody of the demo world, signed in by the form that exists for it and not on any page yet."""
        person = self.visitor(days_ahead=days_ahead)
        form = _entry(person, name)
        answer = person.page.request.post(
            self.site + form["action"], form={"csrfmiddlewaretoken": form["token"]}, max_redirects=0
        )
        assert answer.status == 302, answer.text()
        return person

    def file(self, name: str) -> Path:
        """A small document to upload."""
        path = self.folder / name
        path.write_bytes(SCAN)
        return path

    def leave(self) -> None:
        """Everybody goes home, and nothing bad has happened behind their backs."""
        for context in self._contexts:
            context.close()
        assert self.watch.problems == []
        assert self.watch.dialogs == []


def _entry(person: Person, name: str) -> re.Match[str]:
    """The form that signs somebody of the demo world in; its page is heavy, and only its own story looks at it."""
    page = person.page.request.get(f"{person.site}/demo/").text()
    form = re.search(
        rf'action="(?P<action>[^"]+)"><input [^>]*value="(?P<token>\w+)"><button[^>]*>以{name}登录<', page
    )
    assert form, f"nobody is called {name} in:\n{page}"
    return form


@contextmanager
def visited(world: World) -> Iterator[World]:
    """The world for the length of one story."""
    yield world
    world.leave()


@dataclass(frozen=True)
class Body:
    """A body that is not in the demo world yet, and the person who acts for it."""

    name: str
    credit_code: str
    person: str
    email: str
    phone: str
    password: str = "绿水青山-2026-太浦河"


def new_body(name: str, person: str, county: str) -> Body:
    """Nobody has its credit code: the number in it counts up."""
    number = next(_numbers)
    stem = f"91{county}MA{_organisation_code(f'E2{number:06d}'[-6:])}"
    return Body(
        name=f"{name}{number}（演示）",
        credit_code=stem + str(uscc.calc_check_digit(stem)),
        person=person,
        email=f"e2e{number}@demo.example",
        phone=f"0512-6{number:07d}",
    )


def _organisation_code(number: str) -> str:
    """The last seven places of an organisation code that begins with MA, check character included (GB 11714)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = [int(one) if one.isdigit() else ord(one) - 55 for one in f"MA{number}"]
    check = (11 - sum(w * v for w, v in zip(weights, values, strict=True)) % 11) % 11
    return number + ("X" if check == 10 else str(check))


# --- chapters that several stories share --------------------------------------------------------------------
def signs_up(someone: Person, body: Body) -> None:
    someone.opens("/").follows("注册")
    someone.writes("姓名", body.person).writes("手机号或电子邮箱", body.email)
    someone.writes("密码", body.password).writes("再输入一次密码", body.password)
    someone.picks("我已阅读并同意《平台规则》和《隐私政策》").follows("注册")
    confirms(someone, body.email)
    someone.sees("单位认证")


def has_signed_up(someone: Person, body: Body) -> None:
    """As above, by what the forms send: for stories of what comes long after."""
    choices = {"name": body.person, "login": body.email, "agree": "on"}
    passwords = {"password1": body.password, "password2": body.password}
    form = someone.page.request.get(f"{someone.site}/accounts/signup/")
    asked = _sends(someone, form, choices | passwords)
    entered = _sends(someone, asked, {"code": code_sent_to(someone, body.email)})
    assert "单位认证" in entered.text(), entered.text()


def _sends(someone: Person, form: APIResponse, answers: dict[str, str]) -> APIResponse:
    """What comes back when the form of that page is sent to where it came from."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text())
    assert token, f"no form on {form.url}:\n{form.text()}"
    return someone.page.request.post(form.url, form={"csrfmiddlewaretoken": token[1], **answers})


def confirms(someone: Person, address: str) -> None:
    """Read the code in the mailbox of the demo and type it."""
    someone.sees("验证码已发到").writes("验证码", code_sent_to(someone, address)).follows("确认")


def code_sent_to(someone: Person, address: str) -> str:
    """The last code that was sent there."""
    mailbox = someone.page.request.get(f"{someone.site}/demo/mail/").text()
    found = re.search(r"验证码：?(\d{6})", mailbox.partition(address)[2])
    assert found, f"no code for {address} in:\n{mailbox}"
    return found[1]


def mailed(person: Person, pattern: str) -> str:
    """The first address of that shape in the mailbox of the demo, which shows the last letter first."""
    found = re.search(pattern, unescape(person.page.request.get(f"{person.site}/demo/mail/").text()))
    assert found, f"nothing like {pattern} was mailed"
    return found[0]


def applies(someone: Person, body: Body, side: str, places: tuple[str, ...], licence: Path) -> None:
    """Ask the association to verify the body. ``places`` leads from the province down."""
    someone.opens("/desk/").sees("先认证您的单位").follows("认证我的单位")
    someone.picks(re.compile(f"^\\s*{side}："))
    someone.writes("统一社会信用代码", body.credit_code).writes("单位名称", body.name)
    chooses_place(someone, places)
    someone.writes("经营地址", "振兴路1号").writes("联系人", body.person).writes("联系电话", body.phone)
    someone.attaches("营业执照", licence).follows("提交认证")
    someone.sees("认证申请已提交", body.name)


def chooses_place(someone: Person, places: tuple[str, ...]) -> None:
    for level, place in zip(("省", "市", "区县", "镇街"), places, strict=False):
        someone.chooses(level, place)


ACCEPTED = "我已阅读并同意规则和以上声明"


def decides(officer: Person, subject: str, decision: str, reason: str = "") -> None:
    """Open the case from the desk and decide it."""
    opens_task(officer, subject)
    officer.sees(subject).picks(decision)
    if reason:
        officer.picks(reason)
    officer.follows("提交意见").sees(f"“{subject}”已办理：{decision}。")


def opens_task(officer: Person, subject: str) -> None:
    """Open a case from the desk, on whichever of its pages the case waits."""
    last_words = re.sub(r"\W", ".", subject)
    task = re.compile(rf"：\s*{last_words}$")
    officer.opens("/desk/")
    while not officer.page.get_by_role("link", name=task).count():
        officer.follows("下一页")
    officer.follows(task)


def in_days(days: int) -> dt.date:
    """A day as the product's own clock counts it."""
    return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date() + dt.timedelta(days=days)


@dataclass(frozen=True)
class Wish:
    """What a demand asks for."""

    title: str
    description: str
    service_type: str
    places: tuple[str, ...]
    wastes: str = ""


def fills_in(buyer: Person, wish: Wish) -> None:
    """All steps of the demand form, up to the page where one checks the answers."""
    buyer.opens("/desk/").follows("发布需求").follows("开始填写")
    buyer.writes("标题", wish.title).picks(wish.service_type).writes("危险废物类别和代码", wish.wastes)
    buyer.writes("需求说明", wish.description).follows("保存并继续")
    chooses_place(buyer, wish.places)
    buyer.dates("响应截止日期", in_days(20)).follows("保存并继续").follows("继续")
    buyer.picks("面议").follows("保存并继续")
    buyer.writes("联系人", "唐宁").writes("联系电话", "0512-63330001").follows("保存并继续")
    buyer.follows("继续").sees(wish.title)


def submits(buyer: Person) -> Person:
    """Accept the publishing rules and hand the demand in, on the page where one checks the answers."""
    return buyer.picks(ACCEPTED).follows("提交审核")


ENTRY = r"/accounts/enter/[^/\s<\"]+/[^/\s<\"]+/"
STAFF_PASSWORD = "Taipu-he-2026-绿水青山"


def proposes_role(system: Person, newcomer: Body, role: str) -> None:
    """The system administrator asks for a role for somebody who has no account yet."""
    system.opens("/accounts/staff/").writes("电子邮箱", newcomer.email).writes("姓名", newcomer.person)
    system.chooses("角色", role).writes("授予理由", "新入职。").follows("提交确认")


def confirms_role(security: Person, newcomer: Body) -> str:
    """The second person agrees; returns the address by which the newcomer comes in for the first time, from their mail."""
    security.opens("/accounts/roles/").follows(re.compile(f"授予{newcomer.person}"))
    security.picks("同意，立即生效").follows("提交意见")
    security.sees("邀请邮件已于", newcomer.email)
    return mailed(security, ENTRY)


def loses_the_first_answer(page: Page, address: str) -> list[Route]:
    """The form arrives and is acted on, but the line breaks before its answer does."""
    lost: list[Route] = []

    def take(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route)
        route.fetch()
        route.abort("connectionreset")

    page.route(re.compile(f"{re.escape(address)}$"), take)
    return lost
