"""No page of any kind, at any width, in any theme, for anybody, breaks a rule that axe or HTML_CodeSniffer knows.

What is checked where. The themes change nothing but the style sheet's answer to one attribute of the page, so the
theme is put on without asking for the page again, and the rules of axe that look at style alone are what is asked in
the other themes. HTML_CodeSniffer reads the document and its colours, never its layout: once for each theme.
Its errors count. Its warnings were read once: every one asks a person to look (contrast of text over what is
positioned, data tables, headings), and axe measures the same at three widths.
"""

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from e2e.atlas import CAST, DRAWN, NOT_SEEN, Stop, starts, stops, unreached
from e2e.world import Person, World

TOOLS = Path(__file__).resolve().parent.parent / "node_modules"
AXE = (TOOLS / "axe-core/axe.min.js").read_text("utf-8")
SNIFFER = (TOOLS / "html_codesniffer/build/HTMLCS.js").read_text("utf-8")

WIDTHS = (360, 768, 1440)
THEMES = ("normal", "elder", "contrast", "print")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_STYLE = ["color-contrast", "link-in-text-block", "target-size"]
AXE_RUN = """([kind, values]) => axe.run(document, {runOnly: {type: kind, values}, resultTypes: ['violations']})
  .then(({violations}) => violations.map(({id, nodes}) =>
    [id, nodes.slice(0, 3).map(({html, failureSummary}) => [html, failureSummary])]))"""
SNIFF = """() => new Promise((done) => HTMLCS.process('WCAG2AA', document, () => done(
  HTMLCS.getMessages().filter(({type}) => type === HTMLCS.ERROR)
    .map(({code, element}) => [code, [(element.outerHTML || element.nodeName).slice(0, 200)]])), done))"""
WEAR = """async theme => {
  const page = document.documentElement;
  page.dataset.theme = theme;
  if (theme !== 'print' || !page.dataset.print) return;
  const sheet = Object.assign(document.createElement('link'), {rel: 'stylesheet', href: page.dataset.print});
  const come = new Promise((done) => sheet.addEventListener('load', done));
  document.head.append(sheet);
  await come;
}"""

# A form that asks something, and how to send it without anything filled in.
A_FORM = "main form[method=post]:has(.field)"
SEND_EMPTY = """form => {
  for (const one of form.elements) {
    if (one.matches('[type=checkbox], [type=radio]')) one.checked = false;
    else if (one.matches('textarea, select, input:not([type=hidden])')) one.value = '';
  }
  HTMLFormElement.prototype.submit.call(form);
}"""

# What each of the two must notice on a page of ours.
PLANTED = {
    "a field without a name": ("<input type='text'>", "label", "F68"),
    "grey on white": ("<p style='color:#aaa;background:#fff'>浅灰的字</p>", "color-contrast", "G18"),
    "a heading without text": ("<h2></h2>", "empty-heading", "H42"),
    "a picture without words": ("<img src='data:,'>", "image-alt", "H37"),
}
SAID_BY_EDITORS = {"portal/plain.html"}  # its own words stand only where a page has none
LEVELS_SKIPPED = "<h2>章</h2><h5>小节</h5>"


@pytest.mark.parametrize("who", CAST)
def test_every_page_is_accessible(here: World, who: str, known: set[frozenset[str]]) -> None:
    person = here.demo(CAST[who]) if CAST[who] else here.visitor()
    found = [
        fault for stop in stops(person, *starts(who), known_shapes=known) for fault in faults_of(person, stop)
    ]
    assert found == []


@pytest.mark.parametrize("template", DRAWN)
def test_pages_that_only_an_accident_leads_to_are_accessible(here: World, template: str) -> None:
    person = here.visitor()
    serve(person, drawn(template))
    person.opens("/about/")
    assert examined(person) == []


def test_every_template_is_looked_at(here: World) -> None:
    """A page that no start, link or list of the atlas brings up is named here: add it there."""
    seen = [drawn(template) for template in DRAWN]
    for who in CAST:
        person = here.demo(CAST[who]) if CAST[who] else here.visitor()
        stops(person, *starts(who), seen=seen)
    assert unreached(unescape("\n".join(seen))) - set(NOT_SEEN) - SAID_BY_EDITORS == set()


def test_a_template_that_nothing_leads_to_is_noticed() -> None:
    assert "accounts/locked.html" in unreached(drawn("500.html"))


@pytest.mark.parametrize("bug", PLANTED)
def test_both_notice(here: World, bug: str) -> None:
    html, rule, code = PLANTED[bug]
    person = planted(here, html)

    assert rule in [found for found, _ in by_axe(person, "tag", TAGS)]
    assert [found for found, _ in by_sniffer(person) if code in found]


def test_axe_notices_a_skipped_level(here: World) -> None:
    """The sniffer asks a person about the order of headings; axe says it."""
    assert "heading-order" in [rule for rule, _ in by_axe(planted(here, LEVELS_SKIPPED), "tag", TAGS)]


def planted(here: World, html: str) -> Person:
    person = here.visitor()
    whole = person.page.request.get(person.site + "/about/").text()
    serve(person, whole.replace("</h1>", f"</h1>{html}", 1))
    return person.opens("/about/")


def serve(person: Person, html: str) -> None:
    """What this browser is given for one address."""
    person.page.route("**/about/", lambda route: route.fulfill(body=html, content_type="text/html"))


def drawn(template: str) -> str:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return render_to_string(template, {}, request=request)


def faults_of(person: Person, stop: Stop) -> list[Any]:
    """What is found on the page, and on the page as it comes back with its form's errors."""
    person.opens(stop.path)
    found: list[Any] = [(stop.path, fault) for fault in examined(person)]
    if not stop.path.startswith("/ui/") and person.page.locator(A_FORM).count():
        with person.page.expect_navigation():
            person.page.locator(A_FORM).first.evaluate(SEND_EMPTY)
        found += [(stop.path, "with errors", fault) for fault in examined(person)]
    return found


def examined(person: Person) -> list[Any]:
    """The page as it stands, in every theme and at every width."""
    found: list[Any] = []
    for theme in THEMES:
        person.page.evaluate(WEAR, theme)
        for width in WIDTHS if theme != "print" else WIDTHS[-1:]:
            person.page.set_viewport_size({"width": width, "height": 900})
            asked = ("tag", TAGS) if theme == THEMES[0] else ("rule", OF_STYLE)
            found += [(theme, width, *fault) for fault in by_axe(person, *asked)]
        found += [(theme, *fault) for fault in by_sniffer(person)]
    return found


def by_axe(person: Person, kind: str, values: list[str]) -> list[Any]:
    if not person.page.evaluate("'axe' in window"):
        person.page.evaluate(AXE)
    faults: list[Any] = person.page.evaluate(AXE_RUN, [kind, values])
    return faults


def by_sniffer(person: Person) -> list[Any]:
    if not person.page.evaluate("'HTMLCS' in window"):
        person.page.evaluate(SNIFFER)
    faults: list[Any] = person.page.evaluate(SNIFF)
    return faults
