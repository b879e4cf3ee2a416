"""Whoever goes through a list in order of time sees every row once, in order, whatever arrives meanwhile."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenbridge.search import services, tantivy_walk
from greenbridge.search.analysis import NOTHING_ASKED
from greenbridge.search.documents import Document
from greenbridge.search.engine import engine
from greenbridge.search.index import WALKED, Stretch
from greenbridge.search.queries import Query, Step, walk
from greenbridge.search.services import follow
from greenbridge.search.tantivy_walk import Days, Walker, day_of, positions
from greenbridge.search.tests.conftest import ToyHall

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
HOUR, DAY, YEAR = 3_600, 86_400, 365 * 86_400
NEWEST = Query(collections=("toy",), order="newest", page_size=3)
ALL: dict[str, list[str]] = {}
RARE, OPEN, BOTH_STATES = {"size": ["rare"]}, {"state": ["open"]}, {"state": ["open", "ended"]}
moments = st.one_of(st.sampled_from([0, HOUR, DAY, YEAR]), st.integers(0, 2 * YEAR))
rows = st.lists(st.tuples(moments, st.booleans()), max_size=40)
ends = st.one_of(st.none(), moments)


def put(hall: ToyHall, serial: int, seconds: int, is_rare: bool) -> str:
    """A row that comes after others of its second by its serial number; many share a second, a day, nothing."""
    key = f"k{serial}"
    moment = START + dt.timedelta(seconds=seconds)
    facets = {"size": ["rare" if is_rare else "common"], "state": ["open" if is_rare else "ended"]}
    times = {"published": moment, "updated": moment, "deadline": moment}
    hall.put(
        key,
        "一家公司",
        serial=serial,
        facets=facets,
        amount=seconds * 100,
        rank=seconds / (3 * YEAR),
        **times,
    )
    return key


def keys(stretch: Stretch) -> list[str]:
    return [key for (_, key), _ in stretch.places]


def is_within(query: Query, moment: dt.datetime) -> bool:
    lows, highs = (query.published_from, query.deadline_from), (query.published_to, query.deadline_to)
    return all(low <= moment for low in lows if low) and all(moment <= high for high in highs if high)


def in_order(given_rows: list[tuple[int, bool]], query: Query) -> list[str]:
    chosen = [
        (seconds, serial)
        for serial, (seconds, is_rare) in enumerate(given_rows, 1)
        if (is_rare or query.filters in (ALL, BOTH_STATES))
        and is_within(query, START + dt.timedelta(seconds=seconds))
    ]
    return [f"k{serial}" for _, serial in sorted(chosen, reverse=query.order != "deadline")]


@pytest.fixture(autouse=True, params=[0, tantivy_walk._INSTEAD_OF_A_DAY], ids=["by days", "few at once"])
def _few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is true of the few rows here is to be true of many: they are walked, and looked at as a whole."""
    monkeypatch.setattr(tantivy_walk, "_INSTEAD_OF_A_DAY", request.param)


@given(
    before=rows,
    between=rows,
    order=st.sampled_from(WALKED),
    filters=st.sampled_from([ALL, RARE, OPEN, BOTH_STATES, RARE | OPEN]),
    dates=st.tuples(ends, ends),
    due=st.tuples(ends, ends),
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])  # emptied each time
def test_every_row_comes_once_in_order_though_others_arrive_between_two_pages(
    hall: ToyHall,
    before: list[tuple[int, bool]],
    between: list[tuple[int, bool]],
    order: str,
    filters: dict[str, list[str]],
    dates: tuple[int | None, int | None],
    due: tuple[int | None, int | None],
) -> None:
    hall.rows.clear()
    services.rebuild()
    low, high, after, until = (
        None if end is None else START + dt.timedelta(seconds=end) for end in (*dates, *due)
    )
    for serial, row in enumerate(before, 1):
        put(hall, serial, *row)
    follow()
    query = replace(NEWEST, order=order, filters=filters, published_from=low, published_to=high)
    query = replace(query, deadline_from=after, deadline_to=until)
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


@pytest.mark.parametrize("order", ["newest", "deadline"])
@pytest.mark.parametrize("backwards", [False, True])
def test_where_the_nearest_days_fall_short_the_next_ones_give_the_rest(
    hall: ToyHall, monkeypatch: pytest.MonkeyPatch, order: str, backwards: bool
) -> None:
    """A row a day; of the first days on the way one in five is rare, of those behind them all."""
    monkeypatch.setattr(tantivy_walk, "_INSTEAD_OF_A_DAY", 0)
    is_rare = [(not n % 5) if min(n, 399 - n) < 20 else True for n in range(400)]
    given_rows = [(n * DAY, rare) for n, rare in enumerate(is_rare)]
    for serial, row in enumerate(given_rows, 1):
        put(hall, serial, *row)
    follow()
    looked: list[int] = []
    search = tantivy_walk.Walker._search

    def noting(self: Walker, conditions: Any, order: str, downwards: bool, wanted: int) -> Any:
        looked.append(wanted)
        return search(self, conditions, order, downwards, wanted)

    monkeypatch.setattr(tantivy_walk.Walker, "_search", noting)
    query = replace(NEWEST, order=order, filters=RARE, page_size=9)
    page = keys(engine().walk(query, Step(backwards=backwards)))

    mine = in_order(given_rows, query)
    assert page == (mine[-9:] if backwards else mine[:9])
    assert (len(looked), looked[0]) == (2, 10)
    assert looked[1] < 10, "only what is missing is looked for"


@pytest.mark.parametrize(
    "filters", [ALL, RARE, OPEN, BOTH_STATES, {"size": ["nothing"]}, {"state": ["nothing"]}]
)
@pytest.mark.parametrize("order", ["newest", "deadline", "amount", "rank"])
def test_from_the_end_and_by_number_the_pages_are_the_same(
    years: list[tuple[int, bool]], order: str, filters: dict[str, list[str]]
) -> None:
    query = replace(NEWEST, order=order, filters=filters, page_size=7)
    mine = [] if ["nothing"] in filters.values() else in_order(years, query)
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


def test_amounts_stand_the_largest_first_and_those_without_at_the_end_however_many(hall: ToyHall) -> None:
    amounts = {1: 0, 2: 99, 3: 100, 4: 50_000, 5: 10**14, 6: 10**13, 7: 4_000_000_000, 8: 4_000_000_100}
    for serial, amount in amounts.items():
        hall.put(f"k{serial}", "一家公司", serial=serial, amount=amount)
    without = [9, 10, 8_191, 8_192, 20_000, 2**30]
    for serial in without:
        hall.put(f"k{serial}", "一家公司", serial=serial)
    follow()
    query = replace(NEWEST, order="amount")

    seen, step = [], Step()
    while (page := engine().walk(query, step)).places:
        seen += keys(page)
        step = Step(page.places[-1][1])
    assert seen[:8] == ["k6", "k5", "k8", "k7", "k4", "k3", "k2", "k1"], (
        "to the yuan; beyond four billion all alike"
    )
    assert seen[8:] == [f"k{serial}" for serial in reversed(without)]
    assert backwards(query) == seen
    worded = [engine().search(replace(query, page=n), NOTHING_ASKED) for n in (1, 2, 3, 4, 5)]
    assert [key for page in worded for (_, key), _ in page.places] == seen, "the same where nothing is walked"


round_amounts = st.builds(lambda lead, zeros: lead * 10**zeros, st.integers(0, 120), st.integers(0, 9))
near_round = st.builds(lambda round_, more: round_ + more, round_amounts, st.sampled_from([0, 100, 12_300]))
block_ends = st.builds(lambda block, more: block * 2**15 + more, st.integers(0, 3), st.integers(0, 2))


@given(
    st.lists(
        st.tuples(st.integers(0, 2**31 - 1) | block_ends, st.none() | st.integers(0, 10**13) | near_round),
        min_size=2,
    )
)
def test_a_higher_position_is_never_of_an_earlier_day(given_rows: list[tuple[int, int | None]]) -> None:
    for order in ("amount", "deadline", "rank"):
        documents = [
            Document(
                "toy",
                "k",
                "",
                serial=serial,
                orders=WALKED,
                amount=number,
                rank=0.0 if number is None else number / 10**13,
                deadline=None if number is None else START + dt.timedelta(seconds=number % YEAR),
            )
            for serial, number in given_rows
        ]
        stand = sorted(positions(document)[order] for document in documents)
        days = [day_of(order, position, "toy") for position in stand]
        assert days == sorted(days)


def test_ranks_stand_the_highest_first_and_whatever_lies_outside_of_them_at_an_end(hall: ToyHall) -> None:
    ranks = {1: 0.5 + 1e-9, 2: 0.5, 3: 0.5, 4: 1.0, 5: 7.0, 6: 0.0, 7: -1.0, 8: 0.999_999}
    for serial, rank in ranks.items():
        hall.put(f"k{serial}", "一部法", serial=serial, rank=rank)
    follow()
    query = replace(NEWEST, order="rank")

    seen, step = [], Step()
    while (page := engine().walk(query, step)).places:
        seen += keys(page)
        step = Step(page.places[-1][1])
    assert seen == ["k5", "k4", "k8", "k1", "k3", "k2", "k7", "k6"]
    assert backwards(query) == seen
    worded = [engine().search(replace(query, page=n), NOTHING_ASKED) for n in (1, 2, 3)]
    assert [key for page in worded for (_, key), _ in page.places] == seen, "the same where nothing is walked"


def test_nearly_equal_amounts_come_in_order_whatever_their_serial_numbers(hall: ToyHall) -> None:
    amounts = {40_000 + n: 999 for n in range(10)} | {1: 1_000, 70_000: 1_001, 2: 1_009, 90_000: 1_000}
    for serial, yuan in amounts.items():
        hall.put(f"k{serial}", "一家公司", serial=serial, amount=yuan * 100)
    follow()
    query = replace(NEWEST, order="amount", page_size=1)

    seen, step = [], Step()
    while (page := engine().walk(query, step)).places:
        seen += keys(page)
        step = Step(page.places[-1][1])
    mine = sorted(amounts, key=lambda serial: (amounts[serial], serial), reverse=True)
    assert seen == [f"k{serial}" for serial in mine]
    assert backwards(query) == seen


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(0, 130), st.integers(0, 130), st.data()
)
def test_days_hold_what_they_say(sizes: list[int], low: int, high: int, data: st.DataObject) -> None:
    numbers = [10 * n for n in range(len(sizes))]
    listed = list(zip(numbers, sizes, strict=True))
    days = Days.of(listed).between(low, high)
    inside = [(day, size) for day, size in listed if low <= day <= high]

    assert list(days.named) == [day for day, _ in inside]
    assert (len(days), days.held) == (len(inside), sum(size for _, size in inside))
    if days.held > 1:
        need, downwards = data.draw(st.integers(1, days.held - 1)), data.draw(st.booleans())
        near = days.nearest(need, downwards)
        fewer = inside[1:][-len(near) + 1 :] if downwards else inside[: len(near) - 1]
        assert near.held >= need
        assert list(near.named) == [
            day for day, _ in (inside[-len(near) :] if downwards else inside[: len(near)])
        ]
        assert len(near) == 1 or sum(size for _, size in fewer) < need


@pytest.fixture
def strands(hall: ToyHall) -> dict[str, list[str]]:
    """Sixty days of an open and an ended row each, by state; on the last one row is both, and one says nothing."""
    states = {"open": ["open"], "ended": ["ended"], "both": ["open", "ended"], "none": []}
    listed: dict[str, list[str]] = {name: [] for name in states}
    kinds = ["open", "ended"] * 60 + ["both", "none"]
    for serial, kind in enumerate(kinds, 1):
        moment = START + dt.timedelta(days=serial // 2)
        hall.put(f"k{serial}", "一家公司", serial=serial, published=moment, facets={"state": states[kind]})
        listed[kind].append(f"k{serial}")
    follow()
    return listed


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ([], ["open", "ended", "both", "none"]),
        (["open"], ["open", "both"]),
        (["ended"], ["ended", "both"]),
        (["open", "ended"], ["open", "ended", "both"]),
        (["open", "unknown"], ["open", "both"]),
        (["unknown"], []),
    ],
)
def test_each_state_is_walked_by_itself_on_its_own_days(
    strands: dict[str, list[str]], values: list[str], kinds: list[str]
) -> None:
    query = replace(NEWEST, filters={"state": values} if values else {})
    mine = sorted((key for kind in kinds for key in strands[kind]), key=lambda key: -int(key[1:]))

    assert backwards(query) == mine
    assert [key for n in range(1, 45) for key in keys(engine().walk(replace(query, page=n), Step()))] == mine


def test_rows_of_all_states_at_once_are_those_that_are_both(strands: dict[str, list[str]]) -> None:
    query = replace(NEWEST, filters={"state": ["open", "ended"]}, together=("state",))

    assert keys(engine().walk(query, Step())) == strands["both"]


def test_of_what_is_open_no_other_day_is_looked_at(
    strands: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what is open the days are named at once, a row each, and none on which nothing of it lies."""
    named: list[list[int]] = []
    monkeypatch.setattr(tantivy_walk, "_INSTEAD_OF_A_DAY", 0)
    looked_on = tantivy_walk.Walker._on

    def noting(walker: tantivy_walk.Walker, query: Query, days: Sequence[int] | None) -> object:
        named.append(list(days or []))
        return looked_on(walker, query, days)

    monkeypatch.setattr(tantivy_walk.Walker, "_on", noting)

    assert len(keys(engine().walk(replace(NEWEST, filters=OPEN), Step()))) == 3
    assert len(named) == 1
    assert 0 < len(named[0]) <= 8


def test_what_ends_within_some_days_is_found_in_any_order_without_a_look_at_the_rest(
    years: list[tuple[int, bool]],
) -> None:
    start, end = START + dt.timedelta(days=50), START + dt.timedelta(days=52)
    query = replace(NEWEST, deadline_from=start, deadline_to=end, page_size=10)

    for order, mine in (("newest", ["k53", "k52", "k51"]), ("deadline", ["k51", "k52", "k53"])):
        assert keys(engine().walk(replace(query, order=order), Step())) == mine
        assert backwards(replace(query, order=order)) == mine
    assert engine().at_most(query) == 3
    assert engine().count(query).total == 3
    assert engine().search(query, NOTHING_ASKED).total == 3
    assert engine().walk(replace(query, published_from=end), Step()).places[0][0][1] == "k53"


def test_dates_of_a_query_bound_the_walk(years: list[tuple[int, bool]]) -> None:
    start, end = START + dt.timedelta(days=50), START + dt.timedelta(days=52)
    query = replace(NEWEST, published_from=start, published_to=end, page_size=10)

    assert keys(engine().walk(query, Step())) == ["k53", "k52", "k51"]
    assert engine().at_most(query) == 3


def test_a_page_of_days_that_no_date_cuts_shows_all_of_them_and_of_the_others_what_lies_within(
    hall: ToyHall,
) -> None:
    for serial in range(1, 25):
        put(hall, serial, serial * DAY // 4, False)
    hall.put("never", "没有日期", serial=99)
    follow()
    noon = START + dt.timedelta(days=4, hours=12)
    since = replace(NEWEST, published_from=noon, page_size=5)
    until = replace(NEWEST, published_to=START + dt.timedelta(hours=12), page_size=5)

    assert keys(engine().walk(since, Step())) == ["k24", "k23", "k22", "k21", "k20"]
    assert keys(engine().walk(replace(since, page=2), Step())) == ["k19", "k18"]
    assert keys(engine().walk(until, Step())) == ["k2", "k1"], "what has no time lies within no dates"


@pytest.mark.parametrize("filters", [ALL, RARE])
def test_the_nearest_rows_are_the_same_whether_all_are_counted_or_not(
    hall: ToyHall, filters: dict[str, list[str]]
) -> None:
    near = {f"p{place}": 1 / place for place in range(1, 12)}
    for serial in range(120):
        facets = {"size": ["rare" if serial % 9 == 0 else "common"], "place": [f"p{serial % 13}"]}
        hall.put(f"k{serial}", "一家公司", facets=facets)
    follow()
    counted = replace(NEWEST, order="nearest", near=near, filters=filters, page_size=5)
    pages = [replace(counted, page=number) for number in (1, 2, 3, 24, 25)]

    shown = [engine().search(page, NOTHING_ASKED) for page in pages]
    assert [engine().search(replace(page, counted=False), NOTHING_ASKED).places for page in pages] == [
        page.places for page in shown
    ]
    assert shown[0].total == (14 if filters else 120)


@pytest.mark.parametrize("filters", [ALL, RARE, OPEN])
def test_what_is_not_public_is_neither_listed_nor_counted(
    hall: ToyHall, filters: dict[str, list[str]]
) -> None:
    for serial in range(1, 40):
        facets = {"size": ["rare"], "state": ["open"]}
        hall.put(
            f"k{serial}", "一家公司", serial=serial, published=START, facets=facets, is_public=serial < 3
        )
    follow()
    query = replace(NEWEST, filters=filters)

    assert backwards(query) == ["k2", "k1"]
    assert (engine().count(query).total, engine().at_most(query)) == (2, 2)


def test_what_lies_before_the_clock_began_is_found_by_its_dates(hall: ToyHall) -> None:
    years = {"k1": 1954, "k2": 1969, "k3": 1971}
    for serial, (key, year) in enumerate(years.items()):
        hall.put(key, "一部法", serial=serial, published=dt.datetime(year, 9, 20, tzinfo=dt.UTC))
    follow()
    start, end = dt.datetime(1950, 1, 1, tzinfo=dt.UTC), dt.datetime(1969, 12, 31, tzinfo=dt.UTC)
    query = replace(NEWEST, published_from=start, published_to=end)

    assert sorted(keys(engine().walk(query, Step()))) == ["k1", "k2"]
    assert engine().count(query).total == 2
    assert engine().at_most(query) >= 2


def test_amounts_and_a_day_are_conditions_of_a_walk_too(hall: ToyHall) -> None:
    hall.put("k1", "一家公司", serial=1, published=START, amount=500)
    hall.put("k2", "一家公司", serial=2, published=START)
    follow()

    assert keys(engine().walk(replace(NEWEST, amount_min=100), Step())) == ["k1"]
