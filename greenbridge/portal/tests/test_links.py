"""Whoever reads on from page to page comes to no page that is missing."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from greenbridge.portal.setup import set_up
from greenbridge.portal.tests.test_access import MATRIX
from greenbridge.testing.links import dead_links, links_in
from greenbridge.testing.matrix import HOME, Cell, Neighbourhood
from greenbridge.testing.pages import CountedOnce

pytestmark = pytest.mark.usefixtures("follow")

# A link is made in Python and in templates: PostgreSQL has no say in it.
READERS = ("visitor", "buyer", "supplier", "officer 32", "operator", "editor")
ASKED = READERS if connection.vendor == "sqlite" else READERS[:1]


def test_no_page_that_somebody_may_open_leads_to_one_that_is_missing() -> None:
    place, counts = Neighbourhood(), CountedOnce()
    set_up()
    for role in ASKED:
        cells = [Cell(route, "GET", role, HOME, own=True) for route, row in MATRIX.items() if row.get == 200]
        starts = [place.url(cell) for cell in cells if MATRIX[cell.route].lets_in(cell)]

        with counts.everywhere():
            assert dead_links(place.browser(cells[0]), *starts) == [], role


def test_a_link_that_leads_to_nothing_is_found_and_named_with_its_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: a home page that leads to nothing."""
    browser, home = Client(), '<a class="btn" href="no/such/page/#part">更多</a>'
    ask: Any = browser.get
    monkeypatch.setattr(browser, "get", lambda url: HttpResponse(home) if url == "/" else ask(url))

    assert dead_links(browser, "/") == ["/ → /no/such/page/: 404"]


def test_links_are_read_as_a_browser_reads_them() -> None:
    page = '<a href="?page=2&amp;q=a">2</a> <a href="#top">顶部</a> <a href="https://mee.example/">外</a> <a href="../b/">b</a>'

    assert links_in(page, "/law/a/") == ["/law/a/?page=2&q=a", "/law/a/", "/law/b/"]
