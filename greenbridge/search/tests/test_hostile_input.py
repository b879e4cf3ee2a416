"""Nothing that a visitor can send makes a search fail."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenbridge.search.queries import Query, relaxations, search, suggest
from greenbridge.search.services import follow
from greenbridge.search.tests.conftest import ToyHall

texts = st.text(max_size=80) | st.sampled_from(
    [
        'title:"',
        "AND OR NOT",
        "*",
        "a~5",
        "((((",
        "\x00",
        "\ud800",
        "[1 TO *]",
        "GB/",
        "hw",
        "-水 +质",
        "水" * 10_000,
    ]
)
unhurried = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def rows(hall: ToyHall) -> None:
    hall.put("1", "青浦水质监测", regions=["310118"])
    follow()


@unhurried
@given(
    words=texts,
    mode=st.sampled_from(["all", "any", "phrase"]),
    order=st.sampled_from(["relevance", "newest"]),
)
def test_any_words(words: str, mode: str, order: str) -> None:
    page = search(Query(words, mode=mode, order=order, count_facets=("region",)))
    assert page.total in (0, 1)
    assert len(suggest(words)) <= 1


@unhurried
@given(name=texts, value=texts, page=st.integers(), size=st.integers(), amount=st.integers())
def test_any_filter_and_page(name: str, value: str, page: int, size: int, amount: int) -> None:
    query = Query(filters={name: [value]}, count_facets=(name,), page=page, page_size=size, amount_min=amount)
    assert search(query).total in (0, 1)
    assert len(relaxations(query)) <= 2


def test_ten_thousand_characters_are_cut_short() -> None:
    assert search(Query("青浦 " * 4_000)).total == 1


def test_an_order_nobody_knows_is_relevance() -> None:
    assert search(Query("青浦", order="../../etc", mode="none")).total == 1
