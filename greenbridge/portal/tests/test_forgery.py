"""No other site acts in somebody's name: links change nothing, and a form counts only with the token of its page."""

import re
from collections.abc import Collection, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from config import urls
from greenbridge.core import clock
from greenbridge.portal.tests.test_access import MATRIX
from greenbridge.testing.matrix import HOME, WRONG_METHOD, Cell, Neighbourhood

pytestmark = pytest.mark.usefixtures("follow")

WRITES = re.compile(r"""\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)""", re.IGNORECASE)
THE_TRAIL_AND_THE_SESSION = {
    "audit_auditrecord",
    "audit_lanehead",
    "django_session",
    "usersessions_usersession",
}
# RFC 8058: the token in the address says whose it is.
BY_MAIL_PROGRAMS = {"follows:stop", "subscriptions:stop"}


def let_in(place: Neighbourhood, method: str, routes: Collection[str]) -> Iterator[Cell]:
    """One request to each route by somebody who may make it."""
    for route in routes:
        row = MATRIX[route]
        cells = (
            cell for cell in place.cells(route, row, HOME) if cell.method == method and row.lets_in(cell)
        )
        if (first := next(cells, None)) and row.expects(first) != WRONG_METHOD:
            yield first


def changed_by_links(place: Neighbourhood, routes: Collection[str]) -> dict[str, set[str]]:
    """Which tables are written when a page is only opened, beside the trail and the session."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if to := WRITES.match(sql):
            tables.add(to[1])
        return execute(sql, *rest)

    found = {}
    for cell in let_in(place, "GET", routes):
        place.browser(cell)  # signing in is another matter
        tables.clear()
        with connection.execute_wrapper(note):
            place.ask(cell)
        found[cell.route] = tables - THE_TRAIL_AND_THE_SESSION
    return {route: written for route, written in found.items() if written}


def taken_without_token(place: Neighbourhood, routes: Collection[str]) -> set[str]:
    """The forms that are heard although they come without the token of a page of ours."""
    found = set()
    for cell in let_in(place, "POST", routes):
        browser = place.browser(cell)
        browser.handler.enforce_csrf_checks = True
        browser.defaults["HTTP_ORIGIN"] = "https://testserver"  # of our own site: the token alone is missing
        if place.ask(cell).status_code != 403:
            found.add(cell.route)
    return found


def test_no_link_changes_anything() -> None:
    assert changed_by_links(Neighbourhood(), MATRIX) == {}


def test_no_form_is_heard_without_the_token_of_its_page() -> None:
    assert taken_without_token(Neighbourhood(), MATRIX) == BY_MAIL_PROGRAMS


def reads_all(request: Any) -> HttpResponse:
    """A careless page."""
    request.user.inbox.update(read_at=clock.now())
    return HttpResponse("")


class WithACarelessLink:
    urlpatterns = (path("desk/", reads_all), *urls.urlpatterns)


def test_a_link_that_changes_something_is_noticed(settings: Any) -> None:
    settings.ROOT_URLCONF = WithACarelessLink

    assert changed_by_links(Neighbourhood(), ["portal:desk"]) == {"portal:desk": {"messaging_message"}}


def test_a_form_that_any_site_may_send_is_noticed(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csrf" not in name]

    assert taken_without_token(Neighbourhood(), ["messaging:read_all"]) == {"messaging:read_all"}
