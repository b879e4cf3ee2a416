"""Who walks through the product in these journeys, and how: with the mouse, or with nothing but the keyboard."""

import datetime as dt
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import (
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

from greenbridge.testing.telling import HEADER

PATIENCE = 15_000  # milliseconds for a page on a busy machine
LONGEST_WAY = 160  # Tab presses to any control of a page
MOST_OPTIONS = 120

HAS_FOCUS = "it => it === document.activeElement"
_SHOWN = """main => {
  const copy = main.cloneNode(true);
  copy.querySelectorAll('option, .side, script').forEach(one => one.remove());
  return copy.textContent;
}"""


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


class Person(ABC):
    """Somebody in front of a browser of their own. The verbs say what they do and wait until it is done."""

    def __init__(self, context: BrowserContext, site: str, watch: Watch) -> None:
        self.site = site
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        # The browser hands its file dialog to us from now on; asked for at the key press it may come too late.
        self.page.on("filechooser", lambda _: None)
        self.drawn_from: set[str] = set()
        """The templates of the page one stands on, pieces that came later included, where the product tells."""
        self.page.on("response", self._note_templates)
        watch.over(self.page)

    def _note_templates(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.drawn_from = set()
        self.drawn_from.update(response.headers.get(HEADER.lower(), "").split())

    # --- moving ---------------------------------------------------------------------------------------
    def opens(self, path: str) -> Self:
        self.page.goto(self.site + path)
        return self

    def follows(self, name: str | re.Pattern[str]) -> Self:
        """Use a link or a button that leads to another page."""
        return self.goes_by(self._control(name))

    def goes_by(self, control: Locator) -> Self:
        """The same for one that a story finds by more than its name."""
        # A draft that saved itself meanwhile changes the address and loads nothing: there only a load is arriving.
        is_editing = "/backoffice/" in self.page.url
        with self.page.expect_event("load") if is_editing else self.page.expect_navigation():
            self._activate(control)
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
        return self.fills(self._field(label), text)

    @abstractmethod
    def fills(self, field: Locator, text: str) -> Self:
        """Write into a field that a story finds by more than its label, in place of what stood there."""

    @abstractmethod
    def chooses(self, label: str, option: str) -> Self:
        """Choose in a drop-down list."""

    @abstractmethod
    def picks(self, label: str | re.Pattern[str], *, among: str = "") -> Self:
        """Set a check box or a radio button; ``among`` names the group where several have one of that label."""

    @abstractmethod
    def dates(self, label: str, day: dt.date) -> Self: ...

    @abstractmethod
    def clears(self, label: str) -> Self:
        """Leave a date empty that stood there."""

    @abstractmethod
    def attaches(self, label: str, file: Path) -> Self: ...

    @abstractmethod
    def _activate(self, control: Locator) -> None: ...

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

    def _field(self, label: str | re.Pattern[str], group: str = "") -> Locator:
        if isinstance(label, str):
            label = re.compile(rf"^\s*{re.escape(label)}(（选填）)?\s*$")
        main = self.page.get_by_role("main")
        part = main.get_by_role("group", name=group) if group else main
        return self._unfolded(part.get_by_label(label))

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

    def fills(self, field: Locator, text: str) -> Self:
        field.fill(text)
        return self

    def chooses(self, label: str, option: str) -> Self:
        self._field(label).select_option(label=option)
        return self

    def picks(self, label: str | re.Pattern[str], *, among: str = "") -> Self:
        self._field(label, among).check()
        return self

    def dates(self, label: str, day: dt.date) -> Self:
        self._field(label).fill(day.isoformat())
        return self

    def clears(self, label: str) -> Self:
        return self.writes(label, "")

    def attaches(self, label: str, file: Path) -> Self:
        self._field(label).set_input_files(file)
        return self


class ByKeyboard(Person):
    """Owns no mouse: everything must be reached with Tab, show that it has the focus, and answer to keys."""

    def _activate(self, control: Locator) -> None:
        self._reaches(control)
        self._strikes("Enter")

    def fills(self, field: Locator, text: str) -> Self:
        self._reaches(field)
        self._strikes("Control+A")
        self.page.keyboard.insert_text(text)  # as an input method does
        return self

    def chooses(self, label: str, option: str) -> Self:
        field = self._field(label)
        self._reaches(field)
        expect(field).not_to_have_attribute("aria-busy", "true")  # its choices are still on the way
        shown = "list => list.selectedOptions[0]?.label"
        if field.evaluate(shown) != option:
            self._strikes("Home")
        self._strikes_until("ArrowDown", lambda: field.evaluate(shown) == option, f"“{option}” in “{label}”")
        return self

    def picks(self, label: str | re.Pattern[str], *, among: str = "") -> Self:
        field = self._field(label, among)
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

    def clears(self, label: str) -> Self:
        field = self._field(label)
        self._reaches(field)
        self._strikes("Delete")
        expect(field).to_have_value("")
        return self

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
