"""Who walks through the product in these journeys, and how: with the mouse, or with nothing but the keyboard."""

import datetime as dt
import itertools
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from playwright.sync_api import (
    APIResponse,
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    ElementHandle,
    Locator,
    Page,
    Response,
    Route,
    expect,
)
from playwright.sync_api import (
    TimeoutError as TooLate,
)
from stdnum.cn import uscc

PATIENCE = 15_000  # milliseconds for a page on a busy machine
LONGEST_WAY = 160  # Tab presses to any control of a page
MOST_OPTIONS = 120
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)

HAS_FOCUS = "it => it === document.activeElement"
_SHOWN = """main => {
  const copy = main.cloneNode(true);
  copy.querySelectorAll('option, .side, script').forEach(one => one.remove());
  return copy.textContent;
}"""

_numbers = itertools.count(int(time.time()) % 10_000 * 100)


@dataclass
class Watch:
    """What must not happen behind anybody's back: errors of the server, the script or the policy, and dialogs."""

    problems: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("response", self._receive)
        page.on("dialog", self._dismiss)

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser writes a line for every refused page; whether a page may be refused is the story's business.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"console on {message.location.get('url')}: {message.text}")

    def _receive(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} from {response.url}")
        elif response.status >= 400 and "/static/" in response.url:
            self.problems.append(f"{response.status} for {response.url}")

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@dataclass(frozen=True)
class Screen:
    """How many pixels of the page fit side by side, and how many dots of glass each of them gets."""

    width: int
    zoom: float = 1

    def options(self) -> dict[str, Any]:
        return {"viewport": {"width": self.width, "height": 720}, "device_scale_factor": self.zoom}


DESK = Screen(1280)
SMALL_TELEPHONE = Screen(320)
TWICE_AS_LARGE = Screen(640, zoom=2)  # a desk's screen at 200 %


class Person:
    """Somebody in front of a browser of their own. The verbs say what they do and wait until it is done."""

    def __init__(self, context: BrowserContext, site: str, watch: Watch) -> None:
        self.site = site
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        # The browser hands its file dialog to us from now on; asked for at the key press it may come too late.
        self.page.on("filechooser", lambda _: None)
        watch.over(self.page)

    # --- moving ---------------------------------------------------------------------------------------
    def opens(self, path: str) -> Self:
        self.page.goto(self.site + path)
        return self

    def follows(self, name: str | re.Pattern[str]) -> Self:
        """Use a link or a button that leads to another page."""
        with self.page.expect_navigation():
            self._activate(self._control(name))
        return self

    def presses(self, name: str | re.Pattern[str]) -> Self:
        """Use a control that changes the page one is on."""
        self._activate(self._control(name))
        return self

    def stands_still(self) -> Self:
        """From now on no page renews itself, however long somebody looks at it."""
        self.page.route("**/*", _not_by_itself)
        return self

    # --- filling in -----------------------------------------------------------------------------------
    def writes(self, label: str, text: str) -> Self:
        raise NotImplementedError

    def chooses(self, label: str, option: str) -> Self:
        """Choose in a drop-down list."""
        raise NotImplementedError

    def picks(self, label: str | re.Pattern[str]) -> Self:
        """Set a check box or a radio button."""
        raise NotImplementedError

    def dates(self, label: str, day: dt.date) -> Self:
        raise NotImplementedError

    def attaches(self, label: str, file: Path) -> Self:
        raise NotImplementedError

    def _activate(self, control: Locator) -> None:
        raise NotImplementedError

    # --- finding and seeing ---------------------------------------------------------------------------
    def _control(self, name: str | re.Pattern[str]) -> Locator:
        """The link, button or summary of that name: in the page's own part first, else in header or footer."""
        for part in (self.page.get_by_role("main"), self.page):
            exact = not isinstance(name, re.Pattern)
            found = part.get_by_role("button", name=name, exact=exact, include_hidden=True).or_(
                part.get_by_role("link", name=name, exact=exact, include_hidden=True)
            )
            if found.count():
                return self._unfolded(found.first)
        raise AssertionError(f"no link or button “{name}” on {self.page.url}:\n{self.text}")

    def _field(self, label: str | re.Pattern[str]) -> Locator:
        if isinstance(label, str):
            label = re.compile(rf"^\s*{re.escape(label)}(（选填）)?\s*$")
        return self._unfolded(self.page.get_by_role("main").get_by_label(label))

    def _unfolded(self, control: Locator) -> Locator:
        """The control, after opening what a small screen folds it into: the menu, the filters."""
        folded = control.locator("xpath=ancestor::details[not(@open)]/summary")
        while folded.count() and not control.is_visible():
            self._activate(folded.first)
        return control

    @property
    def text(self) -> str:
        """What the page says, without the choices of its lists."""
        shown: str = self.page.get_by_role("main").evaluate(_SHOWN)
        return re.sub(r"\s*\n\s*", "\n", shown)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site)

    def sees(self, *words: str) -> Self:
        main = self.page.get_by_role("main")
        for one in words:
            try:
                main.filter(has_text=one).wait_for(state="attached")
            except TooLate:
                raise AssertionError(f"“{one}” is not on {self.page.url}, which says:\n{self.text}") from None
        return self

    def hears(self, words: str) -> Self:
        """What is read aloud first on the page one has come to, and where Tab goes on from."""
        expect(self.page.locator(":focus")).to_contain_text(words)
        return self

    def does_not_see(self, *words: str) -> Self:
        shown = self.page.get_by_role("main").text_content() or ""
        assert not [one for one in words if one in shown], f"on {self.page.url}"
        return self

    def soon_sees(self, *words: str) -> Self:
        """What reaches the page by way of the index, within a few seconds."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not all(one in self.text for one in words) and time.monotonic() < deadline:
            time.sleep(0.3)
            self.page.reload()
        return self.sees(*words)


def _not_by_itself(route: Route) -> None:
    if "hx-request" in route.request.headers:
        route.fulfill(status=204)
    else:
        route.continue_()


class ByMouse(Person):
    """Points, clicks and types."""

    def _activate(self, control: Locator) -> None:
        control.click()

    def writes(self, label: str, text: str) -> Self:
        self._field(label).fill(text)
        return self

    def chooses(self, label: str, option: str) -> Self:
        self._field(label).select_option(label=option)
        return self

    def picks(self, label: str | re.Pattern[str]) -> Self:
        self._field(label).check()
        return self

    def dates(self, label: str, day: dt.date) -> Self:
        self._field(label).fill(day.isoformat())
        return self

    def attaches(self, label: str, file: Path) -> Self:
        self._field(label).set_input_files(file)
        return self


class ByKeyboard(Person):
    """Owns no mouse: everything must be reached with Tab, show that it has the focus, and answer to keys."""

    def _activate(self, control: Locator) -> None:
        self._reaches(control)
        self._strikes("Enter")

    def writes(self, label: str, text: str) -> Self:
        self._reaches(self._field(label))
        self._strikes("Control+A")
        self.page.keyboard.insert_text(text)  # as an input method does
        return self

    def chooses(self, label: str, option: str) -> Self:
        field = self._field(label)
        self._reaches(field)
        expect(field).not_to_have_attribute("aria-busy", "true")  # its choices are still on the way
        shown = "list => list.selectedOptions[0]?.label"
        self._strikes_until("ArrowDown", lambda: field.evaluate(shown) == option, f"“{option}” in “{label}”")
        return self

    def picks(self, label: str | re.Pattern[str]) -> Self:
        field = self._field(label)
        if field.get_attribute("type") == "radio":
            self._reaches(field, "box => document.activeElement?.name === box.name")
            self._strikes_until("ArrowDown", lambda: field.evaluate(HAS_FOCUS), f"the radio button “{label}”")
        else:
            self._reaches(field)
        if not field.is_checked():
            self._strikes("Space")
        expect(field).to_be_checked()
        return self

    def dates(self, label: str, day: dt.date) -> Self:
        field = self._field(label)
        self._reaches(field)
        for order in ("%Y %m %d", "%m %d %Y"):  # the browser's own language decides which part comes first
            for part in day.strftime(order).split():
                self.page.keyboard.type(part)
                if part == f"{day:%Y}":
                    self._strikes("ArrowRight")
            if field.input_value() == day.isoformat():
                return self
            for _ in range(3):
                self._strikes("ArrowLeft")
        raise AssertionError(f"{day} cannot be typed into “{label}”")

    def attaches(self, label: str, file: Path) -> Self:
        self._reaches(self._field(label))
        with self.page.expect_file_chooser() as chooser:
            self._strikes("Enter")
        chooser.value.set_files(file)
        return self

    def _reaches(self, control: Locator, arrived: str = HAS_FOCUS) -> ElementHandle:
        """Press Tab until the control has the focus and shows it."""
        element = control.element_handle()
        for _ in range(LONGEST_WAY):
            if element.evaluate(arrived):
                assert self.page.evaluate("document.activeElement.matches(':focus-visible')")
                return element
            self._strikes("Tab")
        raise AssertionError(f"{control} on {self.page.url} cannot be reached with Tab")

    def _strikes_until(self, key: str, is_done: Callable[[], bool], what: str) -> None:
        for _ in range(MOST_OPTIONS):
            if is_done():
                return
            self._strikes(key)
        raise AssertionError(f"{what} cannot be reached with {key}")

    def _strikes(self, key: str) -> None:
        self.page.keyboard.press(key)


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

    def visitor(self) -> Person:
        context = self.browser.new_context(
            locale="zh-CN", java_script_enabled=self.has_script, **self.screen.options()
        )
        self._contexts.append(context)
        return self.way(context, self.site, self.watch)

    def demo(self, name: str) -> Person:
        """Somebody of the demo world, signed in by the form that exists for it and not on any page yet."""
        person = self.visitor()
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
