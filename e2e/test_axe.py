"""No page of any kind, at any width, for anybody, breaks a rule that axe knows."""

from pathlib import Path
from typing import Any

import pytest

from e2e.atlas import BARREN, CAST, Stop, stops
from e2e.world import Person, World

AXE = Path(__file__).resolve().parent.parent / "node_modules/axe-core/axe.min.js"
WIDTHS = (360, 768, 1440)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(({violations}) =>
  violations.map(({id, nodes}) => [id, nodes.slice(0, 3).map(({html, failureSummary}) => [html, failureSummary])]))"""

# A form that asks something, and how to send it without anything filled in.
A_FORM = "main form[method=post]:has(.field)"
SEND_EMPTY = """form => {
  for (const one of form.elements) {
    if (one.matches('[type=checkbox], [type=radio]')) one.checked = false;
    else if (one.matches('textarea, select, input:not([type=hidden])')) one.value = '';
  }
  HTMLFormElement.prototype.submit.call(form);
}"""

MAIN_PAGES = ("/", "/suppliers/", "/demands/", "/search/?q=HW17", "/accounts/signup/", "/accounts/login/")


@pytest.mark.parametrize("who", CAST)
def test_every_page_is_accessible(here: World, who: str, known: set[frozenset[str]]) -> None:
    person = here.demo(CAST[who]) if CAST[who] else here.visitor()
    found = [fault for stop in within_reach(person, who, known) for fault in faults_of(person, stop)]
    assert found == []


@pytest.mark.parametrize("theme", ["elder", "contrast"])
def test_main_pages_are_accessible_in_other_themes(here: World, theme: str) -> None:
    visitor = here.visitor().opens(f"/theme/?set={theme}&next=/")
    found = [fault for path in MAIN_PAGES for fault in faults_of(visitor, Stop(path, path), (360, 1440))]
    assert found == []


def test_axe_is_awake(here: World) -> None:
    visitor = here.visitor().opens("/")
    visitor.page.evaluate("document.querySelector('main').innerHTML = '<img src=\"data:,\">'")
    assert "image-alt" in [rule for _, rule, _ in examined(visitor, 1440)]


def within_reach(person: Person, who: str, known: set[frozenset[str]]) -> list[Stop]:
    if who == "visitor":
        return stops(person, "/", "/ui/", "/accounts/password/reset/", *BARREN, known_shapes=known)
    return stops(person, "/desk/", known_shapes=known)


def faults_of(person: Person, stop: Stop, widths: tuple[int, ...] = WIDTHS) -> list[Any]:
    """What axe finds on the page, and on the page as it comes back with its form's errors."""
    person.opens(stop.path)
    found: list[Any] = [fault for width in widths for fault in examined(person, width)]
    if not stop.path.startswith("/ui/") and person.page.locator(A_FORM).count():
        with person.page.expect_navigation():
            person.page.locator(A_FORM).first.evaluate(SEND_EMPTY)
        found += [("with errors", fault) for width in (360, 1440) for fault in examined(person, width)]
    return [(stop.path, fault) for fault in found]


def examined(person: Person, width: int) -> list[tuple[int, str, Any]]:
    person.page.set_viewport_size({"width": width, "height": 900})
    if not person.page.evaluate("'axe' in window"):
        person.page.evaluate(AXE.read_text("utf-8"))
    return [(width, rule, nodes) for rule, nodes in person.page.evaluate(RUN, RULES)]
