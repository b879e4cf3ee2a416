"""The back office is the editors': whatever address Wagtail brings, for everybody else there is nothing."""

import re
from collections.abc import Iterable, Iterator
from inspect import unwrap
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, resolve, reverse
from wagtail.admin.views.home import error_test
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from config import urls
from greenbridge.accounts.services import agree
from greenbridge.portal import backoffice
from greenbridge.testing import cast
from greenbridge.testing.matrix import (
    ADMINISTRATORS,
    HOME,
    LOGIN,
    NOT_FOUND,
    OUTSIDE,
    Cell,
    Neighbourhood,
    given,
)
from greenbridge.testing.mould import furnish
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.rules import lacking

pytestmark = pytest.mark.usefixtures("follow")

# The guard asks for one permission: one of each kind will do, and to send something, or on the second database, a few.
NO_EDITORS = ("visitor", "buyer", "supplier", "officer 31", "operator", "expert", ADMINISTRATORS[0])
A_FEW = ("visitor", "buyer")
# The house's own, for everybody: one way in, one way out, and what leads away from pages of Wagtail's.
OF_THE_HOUSE = {f"/backoffice/{name}/" for name in ("login", "logout", "account", "failwhale")}
DUTIES = "/backoffice/snippets/library/duty/"
# Word for word as it was decided: docs/decisions/0010.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
PARAMETER = re.compile(r"<[^>]+>|\(\?P<\w+>[^)]+\)")
Patterns = Iterable[URLPattern | URLResolver]


def addresses(patterns: Patterns, before: str = "") -> Iterator[tuple[str, str]]:
    """Each route of the back office, and an address that leads there; whatever it names is called 1."""
    for one in patterns:
        route = before + str(one.pattern).removeprefix("^")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        elif route.startswith("backoffice/"):
            plain = PARAMETER.sub("1", route).replace(r"\.", ".").replace(".*", "nowhere")
            yield route, "/" + plain.removesuffix("$")


def open_doors(place: Neighbourhood, patterns: Patterns) -> list[str]:
    """The addresses at which somebody who is no editor is told more than at any that nobody gave out.

    One of them reads what the pages say; of the others it is known that none of them came from within.
    """
    found = []
    for address in sorted({address for _, address in addresses(patterns)} - OF_THE_HOUSE):
        for method in ("GET", "POST"):
            all_of_them = method == "GET" and connection.vendor == "sqlite"
            for role in NO_EDITORS if all_of_them else A_FEW:
                cell = Cell(address, method, role, HOME, None)
                reads = role == "buyer"
                answer = place.ask(cell, address, is_drawn=reads)
                is_shut = given(answer) == (LOGIN if role in OUTSIDE else NOT_FOUND) and not lacking(answer)
                if not is_shut or (reads and words_of(answer) != place.nowhere(cell)):
                    found.append(f"{method} {address}: {role} gets {given(answer)}")
    return found


def walk(patterns: Patterns) -> dict[str, Any]:
    """What an editor gets over TLS at each address that names no thing."""
    furnish()
    agree(cast.editor())
    editor = as_(cast.editor())
    editor.raise_request_exception = False
    asked = {address for route, address in addresses(patterns) if "<" not in route}
    return {address: editor.get(address, secure=True) for address in asked - {reverse("wagtailadmin_logout")}}


def failures(patterns: Patterns) -> set[str]:
    """The addresses that fail over a form without a single field."""
    furnish()
    agree(cast.editor())
    editor = as_(cast.editor())
    editor.raise_request_exception = False
    found = set()
    for _, address in addresses(patterns):
        with transaction.atomic():
            answer = editor.post(address, secure=True)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            found.add(address)
    return found


def unopened(answers: dict[str, Any]) -> dict[str, int]:
    return {
        address: answer.status_code
        for address, answer in answers.items()
        if not (answer.status_code == 200 or (answer.status_code == 302 and given(answer) != LOGIN))
    }


def bare(answers: dict[str, Any]) -> set[str]:
    """The headers that any answer of Wagtail's is without."""
    theirs = [
        answer
        for address, answer in answers.items()
        if address not in OF_THE_HOUSE and _what_answers(address) is not backoffice.nothing
    ]
    return {header for answer in theirs for header in lacking(answer, POLICY)}


def careless(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


class WithAnOpenDoor:
    urlpatterns = (path(DUTIES[1:], careless), *urls.urlpatterns)


class AsWagtailComes:
    """Its own guard alone: it sends whoever has signed in round in a circle."""

    urlpatterns = (path(DUTIES[1:], vars(resolve(DUTIES).func)["__wrapped__"]), *urls.urlpatterns)


class WithAnAddressThatFails:
    urlpatterns = (path("backoffice/failwhale/", error_test), *urls.urlpatterns)


def test_every_route_is_asked_at_an_address_that_leads_there() -> None:
    asked = dict(addresses(urls.urlpatterns))

    assert [
        route
        for route, address in asked.items()
        if resolve(address).route.replace("^", "") != route
        and _what_answers(address).__module__ != backoffice.__name__
    ] == []
    lists = {reverse(model.snippet_viewset.get_url_name("list")) for model in get_snippet_models()}
    assert lists >= {DUTIES, "/backoffice/snippets/suppliers/guide/"}
    assert lists <= set(asked.values())


def _what_answers(address: str) -> Any:
    return unwrap(resolve(address).func)


def test_for_who_is_no_editor_there_is_nothing() -> None:
    assert open_doors(Neighbourhood(), urls.urlpatterns) == []


@pytest.mark.parametrize(
    ("house", "complaint"), [(WithAnOpenDoor, "visitor gets 200"), (AsWagtailComes, "buyer gets 302")]
)
def test_an_open_door_is_noticed(settings: Any, house: Any, complaint: str) -> None:
    settings.ROOT_URLCONF = house

    assert f"GET {DUTIES}: {complaint}" in open_doors(Neighbourhood(), house.urlpatterns[:1])


def test_for_editors_every_address_opens_and_carries_its_headers() -> None:
    there_is_nothing = ("password_reset/", "password_reset/done/", "password_reset/complete/", "nowhere/")
    wants_to_know_which = (
        *(f"api/main/{kind}/find/" for kind in ("pages", "images", "documents")),
        "block-preview/",
    )
    answers = walk(urls.urlpatterns)
    closed = {f"/backoffice/{name}" for name in (*there_is_nothing, *wants_to_know_which)}
    closed |= {address for address in answers if _what_answers(address) is backoffice.nothing}

    assert unopened(answers) == dict.fromkeys(closed, 404)
    assert bare(answers) == set()


def test_no_address_fails_over_an_editors_empty_form() -> None:
    assert failures(urls.urlpatterns) == set()


def test_an_editor_moves_a_page_to_another_place_in_its_list() -> None:
    furnish()
    agree(cast.editor())
    home = Page.objects.get(depth=2)
    for name in ("one", "two"):
        home.add_child(instance=Page(title=name, slug=name))
    last = home.get_children().last()

    answer = as_(cast.editor()).post(
        reverse("wagtailadmin_pages:set_page_position", args=[last.pk]) + "?position=0"
    )

    assert answer.status_code == 200
    assert home.get_children().first() == last


def test_an_editor_links_to_an_address_elsewhere() -> None:
    furnish()
    agree(cast.editor())
    there = "https://example.org/guide"
    sent = {"external-link-chooser-url": there, "external-link-chooser-link_text": "办理指南"}

    answer = as_(cast.editor()).post(reverse("wagtailadmin_choose_page_external_link"), sent)

    assert answer.json()["result"]["url"] == there


def test_an_address_that_fails_over_it_is_noticed(settings: Any) -> None:
    settings.ROOT_URLCONF = WithAnAddressThatFails

    assert failures(WithAnAddressThatFails.urlpatterns[:1]) == {"/backoffice/failwhale/"}


def test_an_address_that_fails_is_noticed(settings: Any) -> None:
    settings.ROOT_URLCONF = WithAnAddressThatFails

    assert unopened(walk(WithAnAddressThatFails.urlpatterns[:1])) == {"/backoffice/failwhale/": 500}


def test_a_wider_policy_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        backoffice, "POLICY", POLICY.replace("'unsafe-inline'", "'unsafe-inline' 'unsafe-eval'", 1)
    )

    assert bare(walk(WithAnOpenDoor.urlpatterns[:1])) == {"Content-Security-Policy"}


def test_pages_that_come_without_their_headers_are_noticed(settings: Any) -> None:
    settings.ROOT_URLCONF = WithAnOpenDoor
    layers = ("SecurityMiddleware", "carry_the_house_rules", "keep_private_pages_private")
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith(layers)]

    assert bare(walk(WithAnOpenDoor.urlpatterns[:1])) >= {
        *("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"),
        *("X-Frame-Options", "Strict-Transport-Security", "Cache-Control"),
    }


@pytest.mark.parametrize("what", ["users", "groups", "collections", "workflows/list"])
def test_people_rights_and_ways_of_approval_are_no_matter_of_editors(what: str) -> None:
    furnish()
    agree(cast.editor())

    answer = as_(cast.editor()).get(f"/backoffice/{what}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("what", ["", "add/", "multiple/add/", "chooser/", "chooser/create/", "1/"])
def test_there_are_no_images(what: str) -> None:
    """No page can show one."""
    furnish()
    agree(cast.editor())
    editor = as_(cast.editor())

    assert editor.get(f"/backoffice/images/{what}").status_code == 404
    assert editor.post(f"/backoffice/images/{what}").status_code == 404
    assert "/backoffice/images/" not in words_of(editor.get(reverse("wagtailadmin_home")))
