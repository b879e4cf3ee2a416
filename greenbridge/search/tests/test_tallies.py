"""Long lists show counts made a moment ago, and say when; short ones are counted as of this moment."""

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from greenbridge.core import clock, divisions
from greenbridge.search import tallies, tantivy_walk
from greenbridge.search.models import Tally
from greenbridge.search.queries import Query, Step, relaxations, search, tallied, walk
from greenbridge.search.services import follow
from greenbridge.search.tests.conftest import ToyHall

ALL = Query(collections=("toy",), order="newest", count_facets=("size", "region", "type"))
PLACES = ("310118101", "310118102", "310104", "320509103", "33")


@pytest.fixture
def rows(hall: ToyHall, settings: Any) -> ToyHall:
    """Thirty rows: half of them small, the places in turn; jobs run in place."""
    settings.TASKS = {"default": {"BACKEND": "greenbridge.testing.jobs.AfterCommit"}}
    for number in range(30):
        put(hall, number)
    follow()
    return hall


def put(hall: ToyHall, number: int) -> None:
    hall.put(
        f"k{number}",
        "一家公司",
        serial=number,
        regions=[PLACES[number % 5]],
        types=["M"],
        facets={"size": ["small" if number % 2 else "big"]},
        published=clock.now() - dt.timedelta(days=number),
        deadline=clock.now() + dt.timedelta(days=number, hours=1),
    )


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of five rows are long already, and three rows are a beginning."""
    monkeypatch.setattr(tallies, "SHORT", 4)
    monkeypatch.setattr(tallies, "CAP", 3)


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"size": ["small"]},
        {"region": ["31"]},
        {"region": ["3101"], "size": ["big", "small"]},
        {"region": ["310118101", "32"], "type": ["M"]},
        {"size": ["nothing"]},
    ],
)
@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("is_long", [False, True])
def test_the_counts_are_those_of_a_search(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    filters: Mapping[str, list[str]],
    is_long: bool,
) -> None:
    if is_long:
        monkeypatch.setattr(tallies, "SHORT", 4)
    query = replace(ALL, filters=filters)
    with django_capture_on_commit_callbacks(execute=True):
        tallied(query)

    counts, live = tallied(query), search(query)
    assert (counts.total, counts.is_floor, counts.floors) == (live.total, False, frozenset())
    facets = {name: dict(each) for name, each in live.facets.items()}
    facets["region"] = offered(facets["region"], filters.get("region", []))
    assert dict(counts.facets) == facets


def offered(counts: Mapping[str, int], chosen: list[str]) -> dict[str, int]:
    """Provinces, and what lies in each chosen division and in those around it: what the filter shows."""
    around = {code[:n] for code in chosen for n in (2, 4, 6) if n <= len(code)}
    return {
        code: n
        for code, n in counts.items()
        if len(code) == 2 or (divisions.above(code) in around and not divisions.says_again(code))
    }


@pytest.mark.usefixtures("rows", "long")
def test_a_long_list_is_told_from_its_beginning_first_and_counted_by_a_job(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), clock.stopped_at(clock.now()):
        before = tallied(ALL)
        assert (before.total, before.is_floor, before.counted_at) == (3, True, None)
        assert before.floors == {"size", "region", "type"}
        assert all(n <= 3 for each in before.facets.values() for n in each.values())

    after = tallied(ALL)
    assert (after.total, after.is_floor) == (30, False)
    assert after.counted_at is not None


@pytest.mark.usefixtures("rows", "long")
def test_a_counted_list_asks_the_database_once_for_each_of_its_counts(
    django_capture_on_commit_callbacks: Any,
) -> None:
    """The rows of both filters, and those of each alone."""
    query = replace(ALL, filters={"size": ["small"], "region": ["31"]})
    with django_capture_on_commit_callbacks(execute=True):
        tallied(query)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        tallied(query)
    assert len(asked) == len({statement["sql"] for statement in asked}) == 3


@pytest.mark.usefixtures("rows", "long")
def test_a_list_that_is_being_counted_is_not_asked_for_again(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as jobs:
        tallied(ALL)
        tallied(ALL)
    assert len(jobs) == 1


@pytest.mark.usefixtures("long")
def test_counts_are_renewed_and_forgotten(rows: ToyHall) -> None:
    now = clock.now()
    with clock.stopped_at(now):
        for filters in ({}, {"size": ["small"]}):
            tallies.recount(tallies.written(replace(ALL, filters=filters)))
        put(rows, 31)
        follow()
        assert tallies.refresh() == 0, "they are fresh"
    with clock.stopped_at(now + dt.timedelta(minutes=5)):
        assert tallies.refresh() == 2
        assert tallied(ALL).total == 31
    with clock.stopped_at(now + dt.timedelta(days=1, minutes=1)):
        tallies.refresh()
        assert [tally.is_whole for tally in Tally.objects.all()] == [True]


@pytest.mark.usefixtures("rows", "long")
def test_no_more_than_so_many_lists_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "_MOST", 1)
    for size in ("small", "big"):
        tallies.recount(tallies.written(replace(ALL, filters={"size": [size]})))
    assert Tally.objects.count() == 1


@pytest.mark.usefixtures("rows", "long")
def test_what_ends_soon_is_counted_once_a_day_though_it_is_asked_by_the_minute(
    django_capture_on_commit_callbacks: Any,
) -> None:
    noon = clock.start_of_day(clock.today()) + dt.timedelta(hours=12)
    with clock.stopped_at(noon), django_capture_on_commit_callbacks(execute=True):
        soon = replace(ALL, deadline_from=noon, deadline_to=noon + dt.timedelta(days=10))
        tallied(soon)
    later = replace(soon, deadline_from=noon + dt.timedelta(minutes=5))

    kept = Tally.objects.filter(is_whole=False)
    assert kept.count() == 1
    assert tallied(later).counted_at == kept.get().counted_at
    assert 0 < tallied(later).total < 30


@pytest.mark.usefixtures("rows", "long")
def test_by_night_a_wrong_count_is_found_and_put_right(caplog: pytest.LogCaptureFixture) -> None:
    tallies.recount(tallies.written(ALL))
    assert tallies.verify() == 0
    Tally.objects.update(total=29)

    with caplog.at_level(logging.WARNING):
        assert tallies.verify() == 1
    assert "1 counts of long lists differed" in caplog.text
    assert Tally.objects.get().total == 30


@pytest.mark.usefixtures("rows")
def test_where_nothing_fits_it_is_told_what_dropping_a_condition_gives() -> None:
    query = replace(ALL, filters={"size": ["small"], "type": ["W"]})
    assert [(r.name, r.total) for r in relaxations(query)] == [("type", 15)]
    late = replace(ALL, deadline_from=clock.now() + dt.timedelta(days=99))
    assert [(r.name, r.total) for r in relaxations(late)] == [("deadline", 30)]
    cache.clear()


@pytest.fixture
def eras(hall: ToyHall, settings: Any) -> ToyHall:
    """Thirty rows, the newest first in rank: ten hold since 2000, ten since 2010, ten since 2020."""
    settings.TASKS = {"default": {"BACKEND": "greenbridge.testing.jobs.AfterCommit"}}
    for number in range(30):
        since = dt.date(2000 + number // 10 * 10, 1, 1)
        until = None if number % 2 else since.replace(year=since.year + 5)
        hall.put(
            f"k{number}",
            "一部法",
            serial=number,
            rank=number / 30,
            published=clock.start_of_day(since),
            since=since,
            until=until,
            facets={"size": ["small" if number % 2 else "big"]},
        )
    follow()
    return hall


@pytest.mark.usefixtures("eras", "long")
@pytest.mark.parametrize(("day", "mine"), [(dt.date(2022, 1, 1), 20), (dt.date(2026, 1, 1), 15)])
def test_what_holds_on_a_day_is_counted_by_the_job_and_walked(
    django_capture_on_commit_callbacks: Any, day: dt.date, mine: int
) -> None:
    query = replace(ALL, order="rank", on=day, page_size=100)
    with django_capture_on_commit_callbacks(execute=True), clock.stopped_at(clock.now()):
        before = tallied(query)
        assert (before.total, before.is_floor) == (3, True)

    after, live = tallied(query), search(query)
    assert (after.total, after.is_floor, live.total) == (mine, False, mine)
    assert after.facets["size"] == live.facets["size"]
    assert tallied(replace(query, on=None)).total != mine
    assert [found.key for found in walk(query, Step()).found] == [found.key for found in live.found]


@pytest.mark.usefixtures("eras")
def test_where_the_first_rows_hold_nothing_of_an_old_day_all_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tallies, "SHORT", 4)
    monkeypatch.setattr(tallies, "CAP", 10)
    monkeypatch.setattr(tantivy_walk, "_INSTEAD_OF_A_DAY", 0)
    monkeypatch.setattr(tantivy_walk, "_SPARE", 1)

    told = tallied(replace(ALL, on=dt.date(2001, 1, 1)))

    assert (told.total, told.is_floor, told.facets["size"]) == (10, False, {"small": 5, "big": 5})
