"""No page for visitors asks PostgreSQL anything that takes the longer the longer a table is."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import F

from greenbridge.accounts.models import Organisation
from greenbridge.deals.models import Interest
from greenbridge.library.models import Version
from greenbridge.portal.setup import set_up
from greenbridge.portal.tests.test_access import MATRIX
from greenbridge.suppliers.models import Supplier
from greenbridge.testing import plans
from greenbridge.testing.matrix import everybody
from greenbridge.testing.pages import as_
from greenbridge.testing.world import World, a_world

pytestmark = [
    pytest.mark.usefixtures("follow"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="plans are PostgreSQL's"),
]

OPEN = {route for route, row in MATRIX.items() if everybody in row.who and row.get in {200, 302}}
AS_LONG = {
    ("home", "demands_project"): "those that are open; the world has one, and no order of many to choose",
    ("portal:figures", "demands_project"): "the same",
    ("library:version", "library_writing"): "it has one clause in the world: which way round is not told",
    ("library:clause", "library_writing"): "the same",
    ("health:status", "files_file"): "for who keeps the installation, not for visitors",
    ("health:status", "messaging_message"): "what waits has an index of its own; here the key is as short",
    ("conduct:draw", "demands_pledge"): "what was published at once in one week",
    ("conduct:draw", "demands_demandcheck"): "the part of it that was drawn",
    ("duties:feed", "library_recheck"): "duties that wait to be looked at again",
    ("duties:list", "library_recheck"): "duties that wait to be looked at again",
}
"""What may be read as a whole by a page, and why."""
MORE = {
    "portal:search": ["?q=检测", "?q=检测&scope=library"],
    "suppliers:directory": [
        "?q=检测",
        "?region=32&type=S01",
        "?end=1",
        "?page=2",
        "?near=310118107&order=nearest",
    ],
    "demands:hall": [
        "?q=检测",
        "?state=open&order=deadline",
        "?type=S01&end=1",
        "?since=7",
        "?order=amount",
    ],
    "law:hall": ["?q=固体废物", "?order=newest", "?on=2026-01-01&kind=law", "?status=repealed"],
    "follows:feed": ["?kind=administrative", "?domain=solid-waste"],
    "spotcheck:draw": ["?after=1", "?before=9"],
}
"""Addresses beside the bare one of a route, by what they ask for."""


def addresses(world: World) -> Iterator[tuple[str, str]]:
    yield "home", "/"
    for route in sorted(OPEN):
        for asked in ["", *MORE.get(route, [])]:
            yield route, world.url(route) + asked


def test_no_page_for_visitors_asks_what_grows_with_a_table() -> None:
    world, visitor, found = a_world(), as_(None), []
    set_up()
    with plans.watched() as complaints:
        for route, address in addresses(world):
            visitor.get(address)
            found += [(route, each) for each in complaints if (route, each.table) not in AS_LONG]
            complaints.clear()

    assert not found, "\n".join(f"{route}: {each}" for route, each in found)


def newest_by_title() -> object:
    return list(Version.objects.order_by("title")[:5])


def far_pages() -> object:
    return list(Version.objects.exclude(title="").order_by("pk")[:5])


def all_that_are_public() -> object:
    return Version.objects.published().count()


def all_responses() -> object:
    return Interest.objects.filter(withdrawn_at=None).count()


def all_of_a_town() -> object:
    return list(Supplier.objects.filter(organisation__region="320509105").order_by("intro")[:20])


def those_of_one_work() -> object:
    return list(Version.objects.filter(work=1).order_by("title"))


def the_last_made_public() -> object:
    return list(Version.objects.published().order_by("-published_at", "-pk")[:5])


def at_most_some() -> object:
    return Interest.objects.filter(withdrawn_at=None).order_by()[:10].count()


def leave_pages_half_empty() -> None:
    """As earlier stories leave them, whose rows were taken back."""
    for _ in range(60):
        Organisation.objects.update(region=F("region"))


def test_what_grows_is_noticed_and_what_does_not_is_left_alone() -> None:
    a_world()
    leave_pages_half_empty()
    with plans.watched() as complaints:
        for ask, table in (
            (newest_by_title, "library_version"),
            (far_pages, "library_version"),
            (all_that_are_public, "library_version"),
            (all_responses, "deals_interest"),
            (all_of_a_town, "accounts_organisation"),
            (those_of_one_work, ""),
            (the_last_made_public, ""),
            (at_most_some, ""),
        ):
            ask()
            assert [each.table for each in complaints] == ([table] if table else []), ask.__name__
            complaints.clear()
