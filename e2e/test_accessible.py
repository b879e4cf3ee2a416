"""No page of any kind, at any width, in any theme, for anybody, breaks a rule that axe or HTML_CodeSniffer knows."""

import datetime as dt
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser

from e2e import atlas, inspection
from e2e.atlas import CAST, DRAWN, TooFar, Tours, kind_of, unreached
from e2e.inspection import LAID_OUT, WIDTHS, WORN, by_axe, by_sniffer, examined
from e2e.people import Person
from e2e.scenes import SCENES
from e2e.world import World, visited
from greenbridge.accounts.models import Terms

# A form that asks something, how to send it without anything filled in, and what then says what is to be put right.
A_FORM = "main form[method=post]:has(:is(input:not([type=hidden]), select, textarea))"
REFUSED = "main :is([data-error-summary], .flash .note.bad, .flash .note.warn)"
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
SWALLOWED = "was sent empty, and no error is shown"
# Forms that are taken without anything filled in, by the route they are sent to, and why.
MAY_STAY_EMPTY = {
    "duties:profile": "the dates beside the calendar are told as far as they are known",
    "assessment:edit": "a draft is saved as far as it has come, and refused when it is handed in",
    "ledger:articles": "an editor answers for some articles of a page and leaves the others open",
}
SAID_BY_EDITORS = {"portal/plain.html"}  # its own words stand only where a page has none
LEVELS_SKIPPED = "<h2>章</h2><h5>小节</h5>"
LEVELS_FOLDED = """<style>@media (max-width: 400px) { #before { display: none } }</style>
<div class="page"><div id="before"><h2>章</h2><h3>节</h3></div><div><h4>小节</h4></div></div>"""
# What is wrong in one theme only, and on a telephone only but for what the sniffer alone sees; and the rules it breaks.
WELL_HIDDEN = """<style>
@media (max-width: 400px) {{
  [data-theme={theme}] #grey {{ color: #aaa; background: #bbb }}
  [data-theme={theme}] #named span {{ display: none }}
  [data-theme={theme}] #hit button {{ all: revert; padding: 0; border: 0; font-size: 8px }}
  [data-theme={theme}] #scrolls {{ overflow: auto; height: 2rem }}
}}
[data-theme={theme}] #folded {{ color: #aaa; background: #fff }}
</style>
<p id="grey">浅灰的字</p>
<p id="named"><button type="button" class="btn"><span>发送</span></button></p>
<p id="hit"><button type="button" class="btn">甲</button><button type="button" class="btn">乙</button></p>
<div id="scrolls"><p>{theme}</p><p>乙</p><p>丙</p></div>
<details><summary>更多内容</summary><p id="folded">浅灰的字</p></details>"""
NARROWEST = WIDTHS[-1]
# Fits, but for one theme between two breakpoints, text of twice the size, and paper, on which nothing scrolls.
TOO_LARGE = f"""<style>
@media (min-width: 900px) and (max-width: 1000px) {{ [data-theme=elder] #long {{ white-space: nowrap }} }}
#cut {{ height: 32px; line-height: 1.5; overflow: hidden }}
</style>
<p id="long">{"长 " * 100}</p>
<p id="cut">短句</p>
<div class="scroll" style="width: 12rem" tabindex="0" role="region" aria-label="宽表">
<p style="white-space: nowrap">{"宽 " * 100}</p></div>"""
PALE_ON_PAPER = "<style>@media print { #pale { color: #aaa } }</style><p id='pale'>浅灰的字</p>"
UNSEEN = """<style>
[data-theme={theme}] #none:focus-visible {{ outline: 0; --focus-ring: transparent }}
[data-theme={theme}] #same:focus-visible {{ --focus: var(--paper); --focus-ring: var(--paper) }}
</style>
<p><a id="none" class="none-{theme}" href="/">没有线</a></p><p><a id="same" class="same-{theme}" href="/">线看不见</a></p>"""
ON_A_TELEPHONE = {"color-contrast", "button-name", "target-size", "scrollable-region-focusable"}


@pytest.fixture
def here(blind_browser: Browser, site: str, tmp_path: Path) -> Iterator[World]:
    """What is planted is found by the browser that the tours are made with."""
    with visited(World(blind_browser, site, tmp_path)) as world:
        yield world


@pytest.fixture
def nothing_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page looked at as if it were the first."""
    monkeypatch.setattr(inspection, "_asked", set())


@pytest.mark.parametrize("who", CAST)
def test_every_page_is_accessible(tours: Tours, who: str) -> None:
    person, found = tours.person(who), []
    for stop in tours.stops(who):
        if stop.is_new:
            person.opens(stop.path)
            found += faults_of(person, has_errors=not stop.path.startswith("/ui/"))
    assert found == []


@pytest.mark.parametrize("name", SCENES)
def test_every_page_in_the_middle_of_something_is_accessible(stage: Tours, name: str) -> None:
    found, seen = [], []
    for person in SCENES[name].goes(stage):
        seen.append(person.page.content())
        found += faults_of(person)
    assert unreached(unescape("\n".join(seen))).intersection(SCENES[name].templates) == set()
    assert found == []


@pytest.mark.parametrize("template", DRAWN)
def test_pages_that_only_an_accident_leads_to_are_accessible(here: World, template: str) -> None:
    person = here.visitor()
    serve(person, drawn(template))
    assert examined(person.opens("/about/")) == []


def test_every_template_is_looked_at(tours: Tours) -> None:
    """A page that no start, link, list or scene of the atlas brings up is named here: add it there."""
    for who in CAST:
        tours.stops(who)
    html = [drawn(template) for template in DRAWN] + tours.seen
    looked_at = {template for scene in SCENES.values() for template in scene.templates}
    assert unreached(unescape("\n".join(html))) - looked_at - SAID_BY_EDITORS == set()


def test_a_tour_that_would_not_end_is_noticed(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "MOST_ADDRESSES", 20)
    with pytest.raises(TooFar):
        atlas.stops(here.visitor(), "/")


def test_a_template_that_nothing_leads_to_is_noticed() -> None:
    assert "accounts/locked.html" in unreached(drawn("500.html"))


@pytest.mark.parametrize("bug", PLANTED)
def test_both_notice(here: World, bug: str) -> None:
    html, rule, code = PLANTED[bug]
    person = planted(here, html)

    assert rule in by_axe(person)
    assert [found for found in by_sniffer(person) if code in found]


def test_axe_notices_a_skipped_level(here: World) -> None:
    """The sniffer asks a person about the order of headings; axe says it."""
    assert "heading-order" in by_axe(planted(here, LEVELS_SKIPPED))


@pytest.mark.usefixtures("nothing_asked")
@pytest.mark.parametrize("theme", ["normal", "elder", "contrast"])
def test_what_shows_in_one_theme_at_one_width_is_noticed(here: World, theme: str) -> None:
    faults = examined(planted(here, WELL_HIDDEN.format(theme=theme)))
    assert {(seen_in, width, rule) for seen_in, width, rule, _ in faults if "." not in rule} == {
        (theme, NARROWEST, rule) for rule in ON_A_TELEPHONE
    }
    assert [(seen_in, width) for seen_in, width, rule, _ in faults if "G18" in rule] == [(theme, 1440)]


@pytest.mark.usefixtures("nothing_asked")
def test_a_colour_that_is_known_is_asked_about_on_another_background(here: World) -> None:
    """What was seen is not asked again: only where all that it stands in looks the same too."""
    on_black, on_grey = (
        planted(here, f"<div style='background:{ground}'><p style='color:#fff'>白的字</p></div>")
        for ground in ("#000", "#ddd")
    )
    assert examined(on_black) == []
    assert "color-contrast" in rules_of(examined(on_grey))


@pytest.mark.usefixtures("nothing_asked")
def test_what_is_not_judged_tells_nothing_of_what_looks_the_same(here: World) -> None:
    """Grey may be what is disabled, out of sight or hardly a word; the same grey is then asked about in a text."""
    grey = "<style>#it * { color: #aaa; background: #fff; font: 16px serif; border: 0 }</style><div id='it'>"
    let_off = "<button disabled>甲乙</button><p>甲</p><p class='sr'>甲乙</p><label>甲<input type='checkbox'></label>"
    assert "color-contrast" not in rules_of(examined(planted(here, f"{grey}{let_off}</div>")))
    assert "color-contrast" in rules_of(examined(planted(here, f"{grey}<p>甲乙</p></div>")))


@pytest.mark.usefixtures("nothing_asked")
def test_a_level_that_another_part_takes_away_with_it_is_noticed(here: World) -> None:
    """On a telephone the part before is folded away: what stands in the next has not changed, but comes too deep."""
    person = here.visitor()
    whole = person.page.request.get(person.site + "/about/").text()
    serve(person, whole.replace("</main>", f"{LEVELS_FOLDED}</main>", 1))
    faults = examined(person.opens("/about/"))
    assert [(width, rule) for _, width, rule, _ in faults] == [(NARROWEST, "heading-order")]


def test_a_form_that_swallows_what_is_missing_is_noticed(here: World) -> None:
    html = (
        "<form method='post'><label>名称<input name='name'></label><button class='btn'>发送</button></form>"
    )
    assert "/about/" in {path for path, *said in faults_of(planted(here, html)) if SWALLOWED in said}


def test_the_ruler_notices(here: World) -> None:
    """In one theme, at one width, with larger text or on paper only."""
    faults = examined(planted(here, TOO_LARGE))
    assert {(seen_in, width, rule) for seen_in, width, rule, *_ in faults} == {
        ("elder", 960, "too wide"),
        *((theme, 1280, "cut off") for theme in LAID_OUT),
        *((theme, "paper", "too wide") for theme in WORN),
        ("print", 1440, "too wide"),
    }


def test_what_is_pale_on_paper_only_is_noticed(here: World) -> None:
    faults = examined(planted(here, PALE_ON_PAPER))
    assert {(width, rule) for _, width, rule, _ in faults} == {("paper", "color-contrast")}


def test_a_text_that_axe_cannot_judge_is_noticed(here: World) -> None:
    """Dark on what goes from white to black: nothing is said of it but that a person has to look."""
    faults = examined(planted(here, "<p style='background:linear-gradient(#fff,#000)'>深色的字</p>"))
    assert "color-contrast-unjudged" in rules_of(faults)


@pytest.mark.parametrize("theme", WORN)
def test_a_focus_that_cannot_be_seen_is_noticed(here: World, theme: str) -> None:
    """That it is there is not enough: a line of the colour of the ground, or none."""
    faults = examined(planted(here, UNSEEN.format(theme=theme)))
    assert {(seen_in, width, rule) for seen_in, width, rule, _ in faults} == {
        (theme, width, "focus-unseen") for width in WIDTHS
    }
    assert all(len(nodes) == 2 for *_, nodes in faults)


def rules_of(faults: list[Any]) -> set[str]:
    return {rule for _, _, rule, _ in faults}


def planted(here: World, html: str) -> Person:
    """A page of ours with something bad in it."""
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
    return render_to_string(template, superseded() if "version" in template else {}, request=request)


def superseded() -> dict[str, Terms]:
    """Rules that later ones have taken the place of; nobody has announced any yet."""
    since = [dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2026, 2027)]
    first, second = (
        Terms(pk=n, number=n, kind=Terms.Kind.RULES, body="<p>正文。</p>", announced_at=at, effective_at=at)
        for n, at in enumerate(since, start=1)
    )
    return {"terms": first, "in_force": second}


def faults_of(person: Person, *, has_errors: bool = True) -> list[Any]:
    """What is found on the page one stands on, and on the page as it comes back with the errors of each of its forms."""
    path = person.path
    found: list[Any] = [(path, fault) for fault in examined(person)]
    for number in range(person.page.locator(A_FORM).count() if has_errors else 0):
        if number:
            person.opens(path)
        form = person.page.locator(A_FORM).nth(number)
        route = kind_of(form.get_attribute("action") or path)
        with person.page.expect_navigation():
            form.evaluate(SEND_EMPTY)
        if not person.page.locator(REFUSED).count() and route not in MAY_STAY_EMPTY:
            found.append((path, route, SWALLOWED))
        found += [(path, "with errors", fault) for fault in examined(person)]
    return found
