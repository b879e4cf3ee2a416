"""Editors work in Chinese: no English word stands on any page of the back office."""

import itertools
import re
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import quote

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as StillAsking
from wagtail.snippets.models import get_snippet_models

from e2e.inspection import TOOLS, WIDTHS
from e2e.people import PATIENCE, Person
from e2e.world import World, loses_the_first_answer

EDITOR = "许墨"
ABREAST = 4  # pages at a time: until one is known to be at rest, half a second goes by
numbers = itertools.count(int(time.time()) % 100_000)

# Everything that a person reads or hears: text, names for screen readers, hints, also of parts still folded away.
SAID = r"""root => [...root.querySelectorAll('*')].filter((one) => !one.closest('script, style, svg, noscript, kbd'))
  .flatMap((one) => [
    ...['aria-label', 'title', 'placeholder', 'alt', 'data-w-tooltip-content-value'].map((name) => one.getAttribute(name)),
    one.matches('input[type=submit], input[type=button]') ? one.getAttribute('value') : '',
    ...[...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent),
    ...(one.matches('template') ? (%s)(one.content) : []),
  ]).filter(Boolean)"""
SAID = f"function said(root) {{ return ({SAID % 'said'})(root) }}"
OF_A_WINDOW = f"html => ({SAID})(new DOMParser().parseFromString(html, 'text/html'))"

FIELDS = r"""([html, typed]) => {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const form = [...page.forms].find((one) => one.closest('main') && one.elements.csrfmiddlewaretoken);
  const named = [...form.elements].filter((one) => one.name && !['submit', 'button', 'file'].includes(one.type));
  return Object.fromEntries(named.map((one) => [one.name, one.type === 'hidden' ? one.value : typed]));
}"""

WORD = re.compile(r"[A-Za-z][A-Za-z@._-]{2,}")
KNOWN = {
    "URL",
    "CSV",
    "XLSX",
    "AVIF",
    "GIF",
    "JPG",
    "JPEG",
    "PNG",
    "WEBP",
    "VOCs",  # the trade writes it so
    "waste-storage",  # how an address may be written, and how one is
    "first-hazardous-waste",
    "JavaScript",
    "Wagtail",
    "HTML",
    "editor@demo.example",  # the person's own address
    "Save",  # two words of a button that the calendar never shows
    "Selected",
    "None",  # a counter that is hidden until there is something to count
    "http",  # how an address begins
    "https",
    "div",  # markup that a part still folded away keeps as text
}


@pytest.fixture
def editor(here: World) -> Person:
    return here.demo(EDITOR)


def test_no_english_is_left_in_the_back_office(editor: Person, here: World) -> None:
    home = numbers_on(editor, "/backoffice/", r"/pages/(\d+)/")[0]
    plain = next(
        one for one in numbers_on(editor, f"/backoffice/pages/{home}/", r"/pages/(\d+)/edit/") if one != home
    )
    writings = numbers_on(editor, "/backoffice/snippets/library/writing/", r"/writing/edit/(\d+)/")
    waiting = max(writings, key=int)  # has been handed in
    named = (path.format(home=home, plain=plain, waiting=waiting) for path in PAGES)
    pages = list(dict.fromkeys([*menu_of(editor), *kept_in_rows(editor), *named]))
    tabs = [tab_of(editor, here) for _ in range(ABREAST)]
    found: list[tuple[str, str]] = []
    for start in range(0, len(pages), ABREAST):
        opened = [
            (path, said_by(tab, editor.site + path)) for path, tab in zip(pages[start:], tabs, strict=False)
        ]
        found += [(path, word) for path, said in opened for word in words(said())]
    assert found == []


def test_no_form_is_refused_in_english(editor: Person) -> None:
    home = numbers_on(editor, "/backoffice/", r"/pages/(\d+)/")[0]
    rows = kept_in_rows(editor)
    added = [path for path in rows if path.endswith("/add/")]
    assert "/backoffice/snippets/library/duty/add/" in added
    # Of what nobody adds the first row is asked to become what it cannot be.
    changed = [path for path in rows if "/edit/" in path and re.sub(r"edit/\d+", "add", path) not in added]

    refused = {
        path: refusal(editor, path) for path in (*added, *(one.format(home=home) for one in OTHER_FORMS))
    }
    refused |= {path: refusal(editor, path, "x") for path in changed}

    assert any("/conductnumbers/" in path for path in changed)
    assert [(path, word) for path, said in refused.items() for word in words(said)] == []


def test_an_english_word_is_noticed(editor: Person) -> None:
    editor.opens("/backoffice/").page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<button title=\"Close it\">关闭</button>')"
    )
    assert words(editor.page.evaluate(f"({SAID})(document.body)")) == {"Close"}


# Beside the menu and the rows that editors keep: what no list of ours names.
PAGES = (
    "/backoffice/",
    "/backoffice/documents/chooser/",
    "/backoffice/choose-page/?q=" + quote("平台"),
    "/backoffice/choose-external-link/",
    "/backoffice/choose-email-link/",
    "/backoffice/pages/search/?q=" + quote("平台"),
    "/backoffice/pages/search/?q=" + quote("没有这样的页面"),
    "/backoffice/reports/workflow/",
    "/backoffice/no/such/page/",
    "/backoffice/pages/{home}/",
    "/backoffice/pages/{home}/?q=" + quote("规则"),
    "/backoffice/pages/{home}/edit/",
    "/backoffice/pages/{home}/history/",
    "/backoffice/pages/{home}/usage/",
    "/backoffice/pages/{home}/workflow_history/",
    "/backoffice/pages/{home}/add_subpage/",
    "/backoffice/pages/add/portal/plainpage/{home}/",
    "/backoffice/pages/{plain}/edit/",
    "/backoffice/pages/{plain}/copy/",
    "/backoffice/pages/{plain}/unpublish/",
    "/backoffice/pages/{plain}/history/",
    "/backoffice/pages/{plain}/privacy/",
    "/backoffice/snippets/library/writing/edit/{waiting}/",
)


def menu_of(editor: Person) -> list[str]:
    """Where the menu leads an editor within the back office."""
    menu = re.findall(r'"url": "(/backoffice/[^"#]*)"', text_of(editor, "/backoffice/"))
    return [path for path in menu if opens(editor, path)]


def kept_in_rows(editor: Person) -> list[str]:
    """The pages of every kind of rows that editors keep, those of the first row with them, as far as they may open them.

    What Wagtail draws alike for every kind is opened for the first that has it.
    """
    found: list[str] = []
    alike: dict[str, str] = {}
    for model in get_snippet_models():
        keep = model.snippet_viewset
        rows = reverse(keep.get_url_name("list"))
        first = numbers_on(editor, rows, rf"{rows}edit/(\d+)/")[:1]
        known = {one.name for one in keep.get_urlpatterns()}
        found += [reverse(keep.get_url_name(name)) for name in OF_ALL]
        found += [reverse(keep.get_url_name("edit"), args=first)] if first else []
        for name in OF_ONE_ROW if first else ():
            if name in known - alike.keys() and opens(
                editor, path := reverse(keep.get_url_name(name), args=first)
            ):
                alike[name] = path
        for name in TO_CHOOSE:
            alike.setdefault(name, reverse(keep.chooser_viewset.get_url_name(name)))
    return [path for path in found if opens(editor, path)] + list(alike.values())


def opens(editor: Person, path: str) -> bool:
    """Whatever nobody may do leads home."""
    return editor.page.request.get(editor.site + path, max_redirects=0).status == 200


def refusal(editor: Person, path: str, typed: str = "") -> list[str]:
    """What a form says to which it is sent with nothing in its fields, or with the same in each."""
    fields = editor.page.evaluate(FIELDS, [text_of(editor, path), typed])
    asks_for_all = dict.fromkeys(("action-publish", "action-submit"), "1")  # a draft may be kept half done
    answer = editor.page.request.post(editor.site + path, form=fields | asks_for_all)
    assert answer.status == 200, path
    assert "error-message" in answer.text(), path
    said: list[str] = editor.page.evaluate(OF_A_WINDOW, answer.text())
    return said


def text_of(editor: Person, path: str) -> str:
    return editor.page.request.get(editor.site + path).text()


OTHER_FORMS = ("/backoffice/pages/add/portal/plainpage/{home}/",)
# Of each kind of rows.
OF_ALL = ("list", "add")
OF_ONE_ROW = ("copy", "history", "usage", "unpublish", "workflow_history")
TO_CHOOSE = ("choose", "choose_results")


def numbers_on(editor: Person, path: str, pattern: str) -> list[str]:
    return re.findall(pattern, editor.page.request.get(editor.site + path).text())


def tab_of(editor: Person, here: World) -> Page:
    tab = editor.page.context.new_page()
    tab.set_default_timeout(PATIENCE)
    here.watch.over(tab)
    return tab


def said_by(tab: Page, address: str) -> Callable[[], list[str]]:
    """What the page says, once it is at rest."""
    answer = tab.request.get(address)
    assert answer.status in {200, 404}, address
    if "json" in answer.headers["content-type"]:  # a window over the page
        window = answer.json()["html"]
        return lambda: list(tab.evaluate(OF_A_WINDOW, window))
    tab.goto(address)
    return lambda: drawn(tab)


def drawn(tab: Page) -> list[str]:
    settles(tab, ABREAST)
    return [tab.title(), *tab.evaluate(f"({SAID})(document.body)")]


def settles(tab: Page, abreast: int = 1) -> None:
    """The side bar and the editors draw themselves. Wagtail also asks who else is editing, over and over: no end of its own."""
    with suppress(StillAsking):
        tab.wait_for_load_state("networkidle", timeout=2 * abreast * PATIENCE)


def words(texts: list[str]) -> set[str]:
    return {word for text in texts for word in WORD.findall(text)} - KNOWN


def test_an_editor_writes_a_page_and_takes_it_back(by_keyboard: World) -> None:
    """The steps of docs/manual/运营/页面内容.md, with the names they have there."""
    editor, visitor = by_keyboard.demo(EDITOR), by_keyboard.visitor()
    page = editor.page
    title = f"收费说明 {next(numbers)}"
    editor.opens("/backoffice/").follows(re.compile("个页面")).follows(re.compile("添加子页面"))
    editor.fills(page.get_by_role("textbox", name="标题"), title)
    editor.fills(page.locator(".public-DraftEditor-content").first, "平台对各方免费。")
    expect(page.locator("[name=body]")).to_have_value(re.compile("平台对各方免费"))  # a moment later
    editor.follows("保存草稿")

    editor.presses("更多操作").follows("发布")
    shown = page.get_by_role("link", name="查看已发布页面").first.get_attribute("href") or ""
    address = shown.removeprefix(editor.site)
    visitor.opens(address).sees(title, "平台对各方免费。")

    editor.follows(title).presses("操作").follows("取消发布").follows(re.compile("^是的?，取消发布"))
    assert visitor.page.request.get(editor.site + address).status == 404


WRITINGS = "/backoffice/snippets/library/writing/"
WATCHES_FROM = 2_500  # milliseconds: what is typed sooner Wagtail takes for what the page came with


@pytest.mark.parametrize("types_on", [False, True])
def test_a_draft_whose_answer_got_lost_stays_one(types_on: bool, editor: Person) -> None:
    page, title, lead = editor.page, f"断线时保存 {next(numbers)}", "断线时写的话。"
    editor.opens(f"{WRITINGS}add/")
    lost = loses_the_first_answer(page, f"{WRITINGS}add/")
    page.wait_for_timeout(WATCHES_FROM)

    with page.expect_event("requestfailed"):
        editor.fills(page.get_by_role("textbox", name="标题"), title)
        page.keyboard.press("Tab")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        if types_on:  # before it is sent again
            page.get_by_role("textbox", name="导语").fill(lead)
    if types_on:
        editor.follows("保存草稿")

    expect(page).to_have_url(re.compile(rf"{WRITINGS}edit/\d+/$"))
    assert len(lost) == 1
    expect(page.get_by_role("textbox", name="导语")).to_have_value(lead if types_on else "")
    rows = numbers_on(editor, f"{WRITINGS}?q={quote(title)}", rf"{WRITINGS}edit/(\d+)/")
    assert len(set(rows)) == 1


# What an editor opens most, with a form of each kind.
OFTEN = (
    "/backoffice/",
    "/backoffice/pages/{home}/",
    "/backoffice/pages/{home}/edit/",
    "/backoffice/pages/{home}/history/",
    "/backoffice/pages/add/portal/plainpage/{home}/",
    WRITINGS,
    f"{WRITINGS}add/",
    "/backoffice/snippets/suppliers/guide/add/",
    "/backoffice/snippets/demands/sensitiveword/add/",
)


def test_what_editors_work_with_breaks_no_rule_of_access(editor: Person) -> None:
    home = numbers_on(editor, "/backoffice/", r"/pages/(\d+)/")[0]
    found = {path: faults_on(editor, path.format(home=home)) for path in OFTEN}
    found["refused"] = faults_on(editor, WRITINGS + "add/", is_refused=True)

    assert {path: faults for path, faults in found.items() if faults} == {}


def faults_on(editor: Person, path: str, *, is_refused: bool = False, spoilt: str = "") -> list[list[str]]:
    """What axe says of the page at each width."""
    page = editor.opens(path).page
    if is_refused:
        editor.presses("更多操作").follows("提交给两人审核")
        expect(page.locator(".error-message").first).to_be_visible()
    settles(page)
    page.evaluate(AXE + spoilt)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        faults += page.evaluate(BREAKS)
    return faults


AXE = (TOOLS / "axe-core/axe.min.js").read_text("utf-8")
BREAKS = """async () => (await axe.run(document)).violations.map(
  ({ id, nodes }) => [String(innerWidth), id, nodes[0].html.slice(0, 200)])"""


def test_an_editor_of_text_without_a_name_is_noticed(editor: Person) -> None:
    nameless = "document.querySelector('.public-DraftEditor-content').removeAttribute('aria-label')"

    found = faults_on(editor, f"{WRITINGS}add/", spoilt=f";{nameless}")

    assert "aria-input-field-name" in {rule for _, rule, _ in found}
