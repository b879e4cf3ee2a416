"""Naughty strings in every field: never an error of ours, never markup, and what was typed stays."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls
from greenbridge.portal.tests.test_access import MATRIX
from greenbridge.testing import cast
from greenbridge.testing.collected import naughty_strings
from greenbridge.testing.drawn import Field, Form, forms_in
from greenbridge.testing.matrix import (
    HOME,
    OWNERS,
    ROLES,
    WRONG_METHOD,
    Cell,
    Neighbourhood,
    Row,
    everybody,
    page,
    signed_in,
)
from greenbridge.testing.pages import CountedOnce, as_, words_of
from greenbridge.testing.world import a_world
from greenbridge.ui.forms import LONGEST_KEY

pytestmark = pytest.mark.usefixtures("follow")

POSTS_PER_FORM = 20
MARKUP = ("<script", "<img", "<svg", "<iframe", "<a ", "onerror=", "javascript:")


def portions(fields: tuple[str, ...], start: int) -> Iterator[dict[str, str]]:
    """The fields filled with strings that move on from post to post."""
    strings = naughty_strings()
    for n in range(min(POSTS_PER_FORM, len(strings))):
        at = start + n * len(fields)
        yield {field: strings[(at + place) % len(strings)] for place, field in enumerate(fields)}


# --- Every form of every page that takes one --------------------------------------------------------------------

TIMES = 3
TEXTS = {"text", "textarea"}
SHOWN_AGAIN = {*TEXTS, "email", "url", "date", "number"}
SOUND = {"email": "sea@mail.example", "url": "https://lab.example/", "date": "2027-01-31", "number": "3"}
# What takes a form and shows none in this world, each with the fields that it has at another time.
NOT_DRAWN: dict[str, tuple[str, ...]] = {
    "credit:submit": ("issued_on",),  # while a report waits
    "imports:mapping": ("column_0",),  # once a run is over
    "suppliers:former_types_done": ("go",),
    "accounts:opening": ("phase", "opens_on"),  # once a day was looked at
    "account_confirm_login_code": ("code",),
    "account_email_verification_sent": ("code",),
    "account_verify_phone": ("code",),
    "account_set_password": ("password1", "password2"),
    "mfa_authenticate": ("code",),
    "mfa_login_webauthn": ("credential",),
    "connectors:file": (),  # a file
    "demands:files": (),
    "accounts:terms": (),  # buttons
    "accounts:invitation": (),
    "accounts:leave": (),
    "account_logout": (),
    "accounts:waiting": (),
    "demands:new": (),
    "mfa_deactivate_totp": (),
    "mfa_generate_recovery_codes": (),
    "mfa_remove_webauthn": (),
}


class Typist:
    """Fills in forms with strings, each time with the next ones, so that all forms together see them all."""

    def __init__(self) -> None:
        self.typed: set[str] = set()
        self._any, self._markup = cycle(naughty_strings()), cycle(filter(is_markup, naughty_strings()))
        self._numbers = cycle(
            text for text in naughty_strings() if text.isdecimal() and len(text) > LONGEST_KEY
        )

    def fills_in(self, form: Form) -> Iterator[dict[str, str]]:
        """A few times with strings everywhere; the last time as it should be, but with markup for its texts."""
        turns = {name: self._turns(asked) for name, asked in form.fields.items()}
        for n in range(TIMES + 1):
            yield {name: turn[n] for name, turn in turns.items()}

    def _turns(self, asked: Field) -> list[str]:
        one, other = islice(self._any, TIMES - 1)
        if asked.kind in TEXTS:
            turns = [next(self._markup), one, other, next(self._markup)]
        else:
            turns = [one, next(self._numbers), other, asked.value or SOUND.get(asked.kind, "")]
        self.typed |= set(turns)
        return turns


def drawn(place: Neighbourhood, route: str, row: Row) -> tuple[Cell, list[Form]]:
    """The forms of a page that ask for something, and the first of those who are let in who is shown some."""
    mine = place.has_things(route)
    asked = (Cell(route, "GET", role, HOME, True if mine and role in OWNERS else None) for role in ROLES)
    let_in = [cell for cell in asked if row.lets_in(cell)]
    for cell in let_in:
        if forms := [form for form in forms_in(words_of(place.ask(cell))) if form.fields]:
            return cell, forms
    return let_in[0], []


def forms_of(place: Neighbourhood, rows: Mapping[str, Row]) -> dict[str, tuple[Cell, list[Form]]]:
    """The same of each page that takes a form."""
    takes = (route for route, row in rows.items() if row.post is not None and row.get != WRONG_METHOD)
    return {route: drawn(place, route, rows[route]) for route in takes}


def bad_answers(place: Neighbourhood, cell: Cell, form: Form, typist: Typist) -> Iterator[str]:
    """What is wrong with a page once strings were sent to its form."""
    post = replace(cell, method="POST")
    for typed in typist.fills_in(form):
        answer: Any = place.ask(post, urljoin(place.url(cell), form.action), typed=typed)
        if answer.status_code >= 500:
            yield f"{post} answers {answer.status_code} to {typed}"
        if answer.streaming:
            continue
        yield from (f"{post} shows as markup: {text}" for text in spilled(words_of(answer), typed))
        if not answer.redirect_chain:
            yield from (f"{post} forgets {name}" for name in forgotten(words_of(answer), form, typed))


def forgotten(shown: str, form: Form, typed: Mapping[str, str]) -> list[str]:
    """The fields of a form that is shown again without what was typed there."""
    again = next((one for one in forms_in(shown) if set(one.fields) & set(form.fields)), Form(""))
    kept = {name: one.value for name, one in again.fields.items() if one.kind in SHOWN_AGAIN}
    return [name for name in kept if name in typed and kept[name].split() != typed[name].split()]


def test_every_form_bears_every_string_and_keeps_what_was_typed() -> None:
    place, typist = Neighbourhood(), Typist()
    pages = forms_of(place, MATRIX)
    assert {route for route, (_, forms) in pages.items() if not forms} == set(NOT_DRAWN)

    for route, (cell, forms) in pages.items():
        undrawn = Form("", {name: Field("text") for name in NOT_DRAWN.get(route, ())})
        for form in forms or [undrawn]:
            assert list(bad_answers(place, cell, form, typist)) == []
    assert set(naughty_strings()) - typist.typed == set()


NOTED = '<form method="post"><input name="title"><textarea name="note"></textarea></form>'


def careless(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{NOTED}<p>{request.POST.get('note', '')}</p>")


class WithACarelessForm:
    """The desk takes notes, shows them as they came, and forgets what was typed."""

    urlpatterns: ClassVar = [path("desk/", careless), *urls.urlpatterns]
    handler404 = urls.handler404


def test_a_form_that_shows_markup_or_forgets_is_noticed(settings: Any) -> None:
    settings.ROOT_URLCONF = WithACarelessForm
    place, rows = Neighbourhood(), {"portal:desk": page(signed_in, post=200)}

    cell, (form,) = forms_of(place, rows)["portal:desk"]
    found = list(bad_answers(place, cell, form, Typist()))

    assert "POST portal:desk: person, thing in 32 forgets note" in found
    assert any("shows as markup: <" in fault for fault in found)


def test_a_page_that_takes_a_form_and_shows_none_is_noticed() -> None:
    pages = forms_of(Neighbourhood(), {"portal:figures": page(everybody, post=200)})

    assert [route for route, (_, forms) in pages.items() if not forms] == ["portal:figures"]


def spilled(page: str, typed: dict[str, str]) -> list[str]:
    """What of the typed markup stands in the page as markup."""
    return [text for text in typed.values() if is_markup(text) and text in page]


def is_markup(text: str) -> bool:
    return "<" in text and any(sign in text.lower() for sign in MARKUP)


def test_the_check_notices_markup_that_is_not_escaped() -> None:
    text = "<script>alert(1)</script>"

    assert spilled(f"<p>{text}</p>", {"note": text}) == [text]
    assert spilled(f"<p>{html.escape(text)}</p>", {"note": text}) == []


@pytest.mark.parametrize("name", ["where", "budget", "publish"])
def test_the_later_steps_bear_them_also_while_one_types(name: str) -> None:
    world = a_world()
    browser = as_(world.people["buyer"])
    url = world.url("demands:step").replace("/what/", f"/{name}/")
    fields = {
        "where": ("region", "address", "deadline", "service_ends_on"),
        "budget": ("budget_kind", "budget_min", "budget_max", "credentials"),
        "publish": ("publisher_kind", "contact_name", "contact_phone"),
    }[name]

    with CountedOnce().everywhere():
        for typed in islice(portions(fields, start=11), POSTS_PER_FORM // 2):
            assert browser.post(url, typed).status_code in {200, 302}, typed
            assert browser.post(url, typed, headers={"X-Autosave": "1"}).status_code == 200, typed


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("/search/", ("q", "scope")),
        ("/suppliers/", ("q", "region", "type", "credential", "waste", "size", "order", "page")),
        ("/demands/", ("q", "region", "type", "budget", "publisher", "state", "since", "from", "to", "page")),
        ("/messages/", ("page",)),
        ("/reference/regions/", ("parent",)),
        ("/theme/", ("next", "set")),
        ("/accounts/apply/", ("again", "side")),
    ],
)
def test_search_boxes_filters_and_page_numbers_bear_them(url: str, fields: tuple[str, ...]) -> None:
    cast.lab()
    browser = as_(cast.person())

    for typed in portions(fields, start=5):
        response = browser.get(url, typed)
        assert response.status_code < 500, typed
        assert not spilled(words_of(response), typed), typed


@pytest.mark.parametrize("url", ["/suppliers/?region=%00", "/demands/?q=%00", "/?%00=1"])
def test_a_nul_character_is_a_malformed_request(url: str) -> None:
    assert as_(None).get(url).status_code == 400
    assert as_(cast.person()).post("/accounts/apply/", {"region": "31\x00"}).status_code == 400


@pytest.mark.parametrize("room", ["suppliers", "demands", "deals", "files", "desk"])
def test_addresses_bear_them(room: str) -> None:
    browser = as_(cast.owner_of(cast.lab().organisation))

    for text in ["%00", "a%00b", *naughty_strings()[::6]]:
        if "?" not in text and "#" not in text:
            assert browser.get(f"/{room}/{text}/").status_code < 500, text


def test_what_was_saved_is_shown_as_text() -> None:
    text = "<script>alert(1)</script>"
    demand = cast.published(title=text, description=text)
    lab = cast.lab()
    lab.intro = text
    lab.save()

    for url in (demand.get_absolute_url(), lab.get_absolute_url(), "/demands/?q=script", "/search/?q=script"):
        page = words_of(as_(None).get(url))
        assert text not in page
    assert html.escape(text) in words_of(as_(None).get(demand.get_absolute_url()))


AS_IT_CAME = re.compile(r"\|\s*safe\b|autoescape off|mark_safe\(|SafeString\(")
OURS = {
    "accounts/templates/accounts/terms.html",  # the terms: what an editor's field let through, frozen
    "accounts/templates/accounts/terms_version.html",
    "portal/templates/portal/plain.html",
    "ui/icons.py",  # paths of its own
    "ui/templatetags/guards.py",  # the two hidden fields of a form
    "ui/templatetags/ui.py",  # the options of a filter, each escaped by itself
}


def drawn_as_it_came(root: Path) -> set[str]:
    """The files that put something on a page without escaping it."""
    files = (file for ending in ("html", "py") for file in root.rglob(f"*.{ending}"))
    return {
        str(file.relative_to(root))
        for file in files
        if "tests" not in file.parts and AS_IT_CAME.search(file.read_text("utf-8"))
    }


def test_nothing_but_the_terms_is_drawn_as_it_came() -> None:
    assert drawn_as_it_came(Path(settings.BASE_DIR) / "greenbridge") == OURS


def test_a_template_that_does_not_escape_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ demand.title|safe }}", "utf-8")

    assert drawn_as_it_came(tmp_path) == {"page.html"}
