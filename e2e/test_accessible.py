"""No page of any kind, at any width, in any theme, for anybody, breaks a rule that axe or HTML_CodeSniffer knows."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.forms import SetPasswordForm
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser

from e2e import atlas, inspection
from e2e.atlas import CAST, DRAWN, TooFar, Tours, kind_of, templates
from e2e.inspection import LAID_OUT, WIDTHS, WORN, by_axe, by_sniffer, examined, looked_at
from e2e.people import Person
from e2e.scenes import SCENES
from e2e.world import World, visited
from greenbridge.accounts.models import Terms, User
from greenbridge.demands.notices.queries import Change
from greenbridge.demands.notices.rules import Difference
from greenbridge.suppliers.assessment.listing import Shelves
from greenbridge.testing.telling import templates_told

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
    "deals:invite": "an invitation goes without a word of one's own",
    "duties:profile": "the dates beside the calendar are told as far as they are known",
    "assessment:edit": "a draft is saved as far as it has come, and refused when it is handed in",
    "ledger:articles": "an editor answers for some articles of a page and leaves the others open",
}
NOT_TOLD = "says something after all pages were looked at, and of a product that tells what it draws"
# What is drawn on no page of ours.
NOT_LOOKED_AT = {
    "demands/specification/_waiting.html": "stands in the editors' pages, which are Wagtail's own",
}
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


@pytest.fixture(scope="module")
def gone() -> set[str]:
    """Whose ways, which scenes and which accidents have been looked at."""
    return set()


@pytest.mark.parametrize("who", CAST)
def test_every_page_is_accessible(tours: Tours, gone: set[str], who: str) -> None:
    person, found = tours.person(who), []
    for stop in tours.stops(who):
        if stop.has_news:
            person.opens(stop.path)
            found += faults_of(person, has_errors=not stop.path.startswith("/ui/"))
    gone.add(who)
    assert found == []


@pytest.mark.parametrize("name", SCENES)
def test_every_page_in_the_middle_of_something_is_accessible(stage: Tours, gone: set[str], name: str) -> None:
    found = [fault for person in SCENES[name](stage) for fault in faults_of(person)]
    gone.add(name)
    assert found == []


@pytest.mark.parametrize("template", DRAWN)
def test_pages_that_only_an_accident_leads_to_are_accessible(
    here: World, gone: set[str], template: str
) -> None:
    person = here.visitor()
    with templates_told() as names:
        serve(person, drawn(template))
    person.opens("/about/").drawn_from = names
    gone.add(template)
    assert examined(person) == []


def test_every_template_is_looked_at(gone: set[str]) -> None:
    """A page or a piece of one that no start, link, list or scene of the atlas brings up is named here: add it there."""
    if not looked_at or gone != {*CAST, *SCENES, *DRAWN}:
        pytest.skip(NOT_TOLD)
    assert not_looked_at(looked_at) == set(NOT_LOOKED_AT)


def test_a_tour_that_would_not_end_is_noticed(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "MOST_ADDRESSES", 20)
    with pytest.raises(TooFar):
        atlas.stops(here.visitor(), "/")


def test_a_template_that_nothing_leads_to_is_noticed(here: World) -> None:
    """It is not looked at because its words stand on a page: the product has to say that it has drawn it."""
    person = here.visitor()
    serve(person, drawn("accounts/resume.html"))
    assert "accounts/resume.html" in not_looked_at(person.opens("/about/").drawn_from)
    if not person.opens("/suppliers/").drawn_from:
        pytest.skip(NOT_TOLD)
    assert not_looked_at(person.drawn_from).isdisjoint(
        {"suppliers/list.html", "suppliers/_card.html", "ui/base.html"}
    )


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


def not_looked_at(names: set[str]) -> set[str]:
    return templates() - names


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
    """A page by itself; a piece inside of a page that holds nothing else."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    html = render_to_string(template, told_about(template), request=request)
    return (
        html
        if "<main" in html
        else render_to_string("404.html", request=request).replace("</h1>", f"</h1>{html}", 1)
    )


def told_about(template: str) -> dict[str, Any]:
    """What the views would tell a template that says nothing without it."""
    first, second = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2026, 2027))
    match template:
        case "accounts/terms_version.html":  # nobody has announced any yet
            return {"terms": rules_of_the_house(1, first), "in_force": rules_of_the_house(2, second)}
        case "account/password_set.html":  # everybody has one in the demo world
            return {"form": SetPasswordForm(user=User())}
        case "demands/notices/_changes.html":  # no site has changed one of its notices
            return {"changes": [Change(first, [Difference("标题", "一号地块", "二号地块")])]}
        case "suppliers/assessment/_shelves.html":  # no association admits bodies to a shelf of its own
            links = [("业务供给超市", "/suppliers/", True), ("名录库", "/suppliers/?all", False)]
            return {"shelves": Shelves(value="", names="上海市", links=links)}
    return {}


def rules_of_the_house(number: int, since: dt.datetime) -> Terms:
    return Terms(
        pk=number,
        number=number,
        kind=Terms.Kind.RULES,
        body="<p>正文。</p>",
        announced_at=since,
        effective_at=since,
    )


def faults_of(person: Person, *, has_errors: bool = True) -> list[Any]:
    """What is found on the page one stands on, and on the page as it comes back with the errors of each of its forms."""
    path = person.path
    found: list[Any] = [(path, fault) for fault in examined(person)]
    for number in range(person.page.locator(A_FORM).count() if has_errors else 0):
        if number:
            person.opens(path)
        form = person.page.locator(A_FORM).nth(number)
        if not form.count():  # what was taken is not asked for again
            break
        route = kind_of(form.get_attribute("action") or path)
        with person.page.expect_navigation():
            form.evaluate(SEND_EMPTY)
        if not person.page.locator(REFUSED).count() and route not in MAY_STAY_EMPTY:
            found.append((path, route, SWALLOWED))
        found += [(path, "with errors", fault) for fault in examined(person)]
    return found
