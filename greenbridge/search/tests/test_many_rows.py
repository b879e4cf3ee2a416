"""Where many rows answer, finding takes short cuts: they may cost an order among the last, never a row or a count."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock
from greenbridge.search import tallies, tantivy_files, tantivy_index, tantivy_query, tantivy_walk
from greenbridge.search.engine import engine
from greenbridge.search.queries import Query, counts_of, search
from greenbridge.search.services import follow, rebuild
from greenbridge.search.tests.conftest import ToyHall

ROWS = 30
COUNTED = Query("水质监测", count_facets=("size",))


@pytest.fixture(autouse=True)
def rows(hall: ToyHall) -> None:
    for number in range(ROWS):
        hall.put(
            f"k{number}", f"第{number}家公司", body="水质监测" * (1 + number % 3), facets={"size": ["small"]}
        )
    hall.put("best", "水质监测公司", body="水质监测", facets={"size": ["small"]})
    follow()


def _pages(query: Query) -> list[str]:
    pages = [search(Query(query.words, mode=query.mode, page=page, page_size=7)).keys for page in range(1, 7)]
    return [key for page in pages for _, key in page]


@pytest.mark.parametrize("mode", ["all", "any"])
def test_ranked_in_two_steps_the_pages_hold_every_row_once(
    monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    query = Query("水质监测", mode=mode)
    in_one_step = _pages(query)
    monkeypatch.setattr(tantivy_index, "_FEW", 3)
    monkeypatch.setattr(tantivy_index, "_RANKED", 10)
    monkeypatch.setattr(tantivy_query, "COMMON", 5)
    in_two_steps = _pages(query)

    assert len(in_two_steps) == len(set(in_two_steps)) == ROWS + 1
    assert set(in_two_steps) == set(in_one_step)
    assert in_two_steps[0] == in_one_step[0] == "best"
    assert search(query).total == ROWS + 1


@pytest.fixture
def very_many(hall: ToyHall, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """More than ten rows are very many, and four of them some; each row has a day of its own. Jobs run in place."""
    settings.TASKS = {"default": {"BACKEND": "greenbridge.testing.jobs.AfterCommit"}}
    monkeypatch.setattr(tantivy_index, "_MANY", 10)
    monkeypatch.setattr(tantivy_index, "_SOME", 4)
    monkeypatch.setattr(tantivy_walk, "_INSTEAD_OF_A_DAY", 1)
    for number in range(ROWS):
        hall.put(
            f"k{number}",
            f"第{number}家公司",
            body="水质监测",
            serial=number,
            amount=100 * number,
            facets={"size": ["small" if number % 3 else "big"], "form": ["old" if number > 25 else "new"]},
            published=clock.now() - dt.timedelta(days=number),
        )
    follow()


BOTH = Query("水质监测", collections=("toy",), count_facets=("size", "form"))


@pytest.mark.usefixtures("very_many")
def test_options_of_very_many_rows_are_counted_among_some_and_by_a_job(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        found = search(BOTH)
        before = counts_of(BOTH, found)
    assert (before.total, before.is_floor, before.counted_at) == (ROWS + 1, False, None)
    assert before.floors == {"size", "form"}
    assert 0 < sum(before.facets["size"].values()) < ROWS
    assert "old" not in before.facets["form"], "what is newest is looked at first"

    after = counts_of(BOTH, search(BOTH))
    assert after.facets == {"size": {"small": 21, "big": 10}, "form": {"new": 26, "old": 4}}
    assert (after.total, after.floors) == (ROWS + 1, frozenset())
    assert after.counted_at is not None


@pytest.mark.usefixtures("very_many")
@pytest.mark.parametrize(
    "changes",
    [
        {"words": "公司"},
        {"mode": "any"},
        {"filters": {"form": ["new"]}},
        {"words": "", "amount_max": 1_500},
        {"published_to": clock.now() - dt.timedelta(days=1)},
    ],
)
def test_each_search_has_counts_of_its_own(
    hall: ToyHall,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    changes: dict[str, Any],
) -> None:
    query = replace(BOTH, **changes)
    with django_capture_on_commit_callbacks(execute=True):
        for each in (BOTH, query):
            counts_of(each, search(each))

    told = counts_of(query, search(query))
    monkeypatch.setattr(tantivy_index, "_MANY", 1_000)
    hall.put("other", "别的")
    follow()
    live = search(query)
    assert live.total > 10
    assert (told.total, told.facets) == (live.total, live.facets)


@pytest.mark.usefixtures("very_many")
def test_counts_of_a_search_are_renewed(hall: ToyHall, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        counts_of(BOTH, search(BOTH))
    hall.put("new", "新公司", body="水质监测", facets={"size": ["small"]})
    follow()
    with clock.stopped_at(clock.now() + dt.timedelta(minutes=5)):
        tallies.refresh()

    assert counts_of(BOTH, search(BOTH)).facets["size"] == {"small": 22, "big": 10}


def test_counts_of_few_rows_are_those_of_the_moment(hall: ToyHall) -> None:
    search(COUNTED)
    hall.put("new", "新公司", body="水质监测", facets={"size": ["small"]})
    follow()

    assert search(COUNTED).facets["size"] == {"small": ROWS + 2}


def test_a_phrase_stands_in_a_row(hall: ToyHall) -> None:
    hall.put("apart", "大气", body="气监 监测 大气")
    follow()

    assert search(Query("大气监测", mode="phrase")).total == 0


@given(st.integers(0, 4_000_000))
def test_what_a_part_becomes_is_of_another_size_than_a_part(about: int) -> None:
    """Of a size is to tantivy what has 2^0.75 times as many documents, and whatever has fewer than ten thousand."""
    part = tantivy_files._part_of(about)

    if about > part:
        parts = -(-about // part)
        assert parts in {8, 64, 512}
        assert 8 * part > 2**0.75 * max(part, 10_000)


@pytest.mark.parametrize("size", [100, 30])
def test_a_rebuilt_index_is_one_piece(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(tantivy_files, "_SEGMENT", size)

    assert rebuild() == {"toy": ROWS + 1}

    assert _segments() == 1
    assert len(_pages(Query("水质监测"))) == ROWS + 1


def test_one_that_grows_by_changes_is_more_than_one_piece(hall: ToyHall) -> None:
    rebuild()
    hall.put("new", "新公司", body="水质监测")
    follow()

    assert _segments() == 2


def _segments() -> int:
    index = engine()
    assert isinstance(index, tantivy_index.TantivyIndex)
    return int(index._searcher().num_segments)
