"""Naughty strings in every text field: never an error of ours, never markup, and what was typed stays."""

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from greenbridge.testing import cast
from greenbridge.testing.pages import CountedOnce, as_, words_of
from greenbridge.testing.world import a_world

pytestmark = pytest.mark.usefixtures("follow")

STRINGS = Path(settings.BASE_DIR).parent / "shared/data/hostile/strings/blns.json"
POSTS_PER_FORM = 20
MARKUP = ("<script", "<img", "<svg", "<iframe", "<a ", "onerror=", "javascript:")


@cache
def naughty() -> list[str]:
    if not STRINGS.exists():
        pytest.skip(f"the list of naughty strings is absent: {STRINGS}")
    return [text for text in json.loads(STRINGS.read_text("utf-8")) if text]


# Route → who, the text fields, and something that keeps the form from being accepted, so that it is shown again.
FORMS: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "account_signup": ("visitor", ("name", "login", "password1", "password2"), {}),
    "account_login": ("visitor", ("login", "password"), {}),
    "account_reset_password": ("visitor", ("email",), {}),
    "accounts:apply": (
        "buyer",
        ("credit_code", "name", "region", "address", "contact_name", "contact_phone", "side"),
        {},
    ),
    "accounts:organisation": ("buyer", ("email",), {}),
    "accounts:staff": ("admin", ("email", "name", "role", "association"), {}),
    "accounts:review": ("officer", ("note", "listed"), {"decision": ""}),
    "suppliers:edit": ("supplier", ("intro", "contact_name", "website", "contact_phone"), {"size": ""}),
    "suppliers:size": ("supplier", ("industry", "year", "revenue", "assets"), {"employees": ""}),
    "suppliers:add_activity": ("supplier", ("serves", "capability"), {"service_type": ""}),
    "suppliers:add_credential": (
        "supplier",
        ("number", "issuer", "scope", "wastes", "issued_on", "expires_on", "kind"),
        {},
    ),
    "suppliers:add_part": ("supplier", ("name", "number", "valid_until", "person"), {"person": ""}),
    "demands:step": ("buyer", ("title", "wastes", "description"), {"service_types": []}),
    "specification:answers": ("buyer", ("q0", "q2"), {"q5": ""}),
    "specification:clauses": ("buyer", ("text0",), {"text2": ""}),
    "demands:withdraw": ("buyer", ("other", "note"), {"note": ""}),
    "deals:respond": ("supplier", ("message", "contact_name", "contact_phone"), {"message": ""}),
    "deals:decline": ("supplier", ("reason",), {}),
    "deals:outcome": ("buyer", ("note", "supplier"), {"kind": ""}),
}
SHOWN_AGAIN = {
    "accounts:apply": "address",
    "accounts:review": "note",
    "suppliers:edit": "intro",
    "suppliers:add_activity": "capability",
    "suppliers:add_credential": "issuer",
    "suppliers:add_part": "name",
    "demands:step": "description",
    "specification:answers": "q0",
    "specification:clauses": "text0",
    "deals:outcome": "note",
}


def portions(fields: tuple[str, ...], start: int) -> Iterator[dict[str, str]]:
    """The fields filled with strings that move on from post to post, so that the forms together see them all."""
    strings = naughty()
    for n in range(min(POSTS_PER_FORM, len(strings))):
        at = start + n * len(fields)
        yield {field: strings[(at + place) % len(strings)] for place, field in enumerate(fields)}


def begin(route: str) -> int:
    """With which string a form begins."""
    return list(FORMS).index(route) * 37


def test_the_forms_together_see_every_string() -> None:
    filled = [typed for route, (_, fields, _) in FORMS.items() for typed in portions(fields, begin(route))]

    assert {text for typed in filled for text in typed.values()} == set(naughty())


@pytest.mark.parametrize("who", sorted({who for who, _, _ in FORMS.values()}))
def test_their_forms_bear_every_string_and_keep_what_was_typed(who: str) -> None:
    world = a_world()
    browser = as_(world.people[who])
    for route in (route for route, (whose, _, _) in FORMS.items() if whose == who):
        # What one form changes is not there for the next.
        with transaction.atomic(), CountedOnce().everywhere():
            bears_every_string(browser, route, world.url(route))
            transaction.set_rollback(True)


def bears_every_string(browser: Client, route: str, url: str) -> None:
    _, fields, spoiled = FORMS[route]
    for typed in portions(fields, start=begin(route)):
        response = browser.post(url, typed | spoiled)

        assert response.status_code in {200, 302}, (route, typed)
        page = words_of(response)
        assert not spilled(page, typed), (route, typed)
        if kept := SHOWN_AGAIN.get(route):
            assert html.escape(typed[kept]) in page, (route, typed)


def spilled(page: str, typed: dict[str, str]) -> list[str]:
    """What of the typed markup stands in the page as markup."""
    return [
        text
        for text in typed.values()
        if any(m in text.lower() for m in MARKUP) and "<" in text and text in page
    ]


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

    for text in ["%00", "a%00b", *naughty()[::6]]:
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
