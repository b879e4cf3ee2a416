"""Where many rows answer, finding takes short cuts: they may cost an order among the last, never a row or a count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.search import tantivy_index, tantivy_query
from greenbridge.search.engine import engine
from greenbridge.search.queries import Query, search
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


def test_counts_of_many_rows_may_be_a_minute_old_and_no_older(
    monkeypatch: pytest.MonkeyPatch, hall: ToyHall
) -> None:
    monkeypatch.setattr(tantivy_index, "_MANY", 10)
    assert search(COUNTED).facets["size"] == {"small": ROWS + 1}
    hall.put("new", "新公司", body="水质监测", facets={"size": ["small"]})
    follow()

    results = search(COUNTED)
    assert (results.total, results.facets["size"]) == (ROWS + 2, {"small": ROWS + 1})

    monkeypatch.setattr(tantivy_index, "_OLDEST_COUNT", 0.0)
    assert search(COUNTED).facets["size"] == {"small": ROWS + 2}


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
    part = tantivy_index._part_of(about)

    if about > part:
        parts = -(-about // part)
        assert parts in {8, 64, 512}
        assert 8 * part > 2**0.75 * max(part, 10_000)


@pytest.mark.parametrize("size", [100, 30])
def test_a_rebuilt_index_is_one_piece(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(tantivy_index, "_SEGMENT", size)

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
