"""Whoever goes through a list in order of time sees every row once, in order, whatever arrives meanwhile."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenbridge.search import services
from greenbridge.search.engine import engine
from greenbridge.search.index import Stretch
from greenbridge.search.queries import Query, Step, walk
from greenbridge.search.services import follow
from greenbridge.search.tests.conftest import ToyHall

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
HOUR, DAY, YEAR = 3_600, 86_400, 365 * 86_400
NEWEST = Query(collections=("toy",), order="newest", page_size=3)
moments = st.one_of(st.sampled_from([0, HOUR, DAY, YEAR]), st.integers(0, 2 * YEAR))
rows = st.lists(st.tuples(moments, st.booleans()), max_size=40)


def put(hall: ToyHall, serial: int, seconds: int, is_rare: bool) -> str:
    """A row that comes after others of its second by its serial number; many share a second, a day, nothing."""
    key = f"k{serial}"
    moment = START + dt.timedelta(seconds=seconds)
    facets = {"size": ["rare"] if is_rare else ["common"]}
    hall.put(key, "一家公司", serial=serial, published=moment, deadline=moment, facets=facets)
    return key


def keys(stretch: Stretch) -> list[str]:
    return [key for (_, key), _ in stretch.places]


def in_order(given_rows: list[tuple[int, bool]], query: Query) -> list[str]:
    chosen = [
        (seconds, serial)
        for serial, (seconds, is_rare) in enumerate(given_rows, 1)
        if not query.filters or is_rare
    ]
    return [f"k{serial}" for _, serial in sorted(chosen, reverse=query.order == "newest")]


@given(before=rows, between=rows, order=st.sampled_from(["newest", "deadline"]), rare=st.booleans())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])  # emptied each time
def test_every_row_comes_once_in_order_though_others_arrive_between_two_pages(
    hall: ToyHall, before: list[tuple[int, bool]], between: list[tuple[int, bool]], order: str, rare: bool
) -> None:
    hall.rows.clear()
    services.rebuild()
    for serial, row in enumerate(before, 1):
        put(hall, serial, *row)
    follow()
    query = replace(NEWEST, order=order, filters={"size": ["rare"]} if rare else {})
    mine = in_order(before, query)

    seen, step, arriving = [], Step(), list(enumerate(between, len(before) + 1))
    while (page := engine().walk(query, step)).places:
        seen += keys(page)
        step = Step(page.places[-1][1])
        for serial, row in arriving[:9]:
            put(hall, serial, *row)
        if arriving:
            follow()
        del arriving[:9]

    assert len(seen) == len(set(seen))
    assert [key for key in seen if int(key[1:]) <= len(before)] == mine


def backwards(query: Query) -> list[str]:
    seen: list[str] = []
    step = Step(backwards=True)
    while (page := engine().walk(query, step)).places:
        seen = keys(page) + seen
        step = Step(page.places[0][1], backwards=True)
    return seen


@pytest.fixture
def years(hall: ToyHall) -> list[tuple[int, bool]]:
    """One row a day for half a year, every fortieth a rare one: far more days than a page of rare ones needs."""
    listed = [(number * DAY, number % 40 == 0) for number in range(180)]
    for serial, row in enumerate(listed, 1):
        put(hall, serial, *row)
    follow()
    return listed


@pytest.mark.parametrize("filters", [{}, {"size": ["rare"]}, {"size": ["nothing"]}])
@pytest.mark.parametrize("order", ["newest", "deadline"])
def test_from_the_end_and_by_number_the_pages_are_the_same(
    years: list[tuple[int, bool]], order: str, filters: dict[str, list[str]]
) -> None:
    query = replace(NEWEST, order=order, filters=filters, page_size=7)
    mine = [] if filters.get("size") == ["nothing"] else in_order(years, query)
    pages = range(1, len(mine) // 7 + 2)

    assert backwards(query) == mine
    assert [key for n in pages for key in keys(engine().walk(replace(query, page=n), Step()))] == mine
    assert engine().walk(query, Step()).goes_on == (len(mine) > 7)


def test_a_row_that_was_withdrawn_leaves_a_shorter_page_and_no_hole(hall: ToyHall) -> None:
    for serial in range(1, 7):
        put(hall, serial, serial, False)
    follow()
    del hall.rows["k5"]  # the index has not heard of it yet

    first = walk(NEWEST, Step())
    second = walk(NEWEST, Step(first.positions[-1]))

    assert [found.key for found in first.found] == ["k6", "k4"]
    assert [found.key for found in second.found] == ["k3", "k2", "k1"]


def test_what_has_no_time_comes_last_and_is_walked_too(hall: ToyHall) -> None:
    put(hall, 1, 0, False)
    hall.put("never", "没有日期", serial=2)
    follow()

    assert keys(engine().walk(NEWEST, Step())) == ["k1", "never"]
    assert keys(engine().walk(replace(NEWEST, order="deadline"), Step())) == ["k1", "never"]


def test_dates_of_a_query_bound_the_walk(years: list[tuple[int, bool]]) -> None:
    start, end = START + dt.timedelta(days=50), START + dt.timedelta(days=52)
    query = replace(NEWEST, published_from=start, published_to=end, page_size=10)

    assert keys(engine().walk(query, Step())) == ["k53", "k52", "k51"]
    assert engine().at_most(query) == 3
