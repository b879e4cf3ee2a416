"""A list narrows by filters, counts its options and keeps its order."""

import datetime as dt
from dataclasses import replace

import pytest

from greenbridge.search import registry
from greenbridge.search.queries import Query, relaxations, search
from greenbridge.search.services import follow
from greenbridge.search.tests.conftest import ToyHall


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 11, number, tzinfo=dt.UTC)


def found(query: Query) -> list[str]:
    return [key for _, key in search(query).keys]


@pytest.fixture(autouse=True)
def rows(hall: ToyHall) -> None:
    hall.put(
        "a",
        "青浦水质监测",
        regions=["310118104"],
        facets={"size": ["small"]},
        types=["M"],
        published=day(3),
        amount=500,
        rank=0.2,
    )
    hall.put(
        "b",
        "吴江水质监测",
        regions=["320509"],
        facets={"size": ["small", "big"]},
        types=["M"],
        published=day(5),
        amount=900,
        rank=0.9,
        deadline=day(9),
    )
    hall.put(
        "c",
        "上海水质监测",
        regions=["31"],
        facets={"size": ["big"]},
        types=["W"],
        published=day(1),
        deadline=day(7),
        rank=0.5,
    )
    hall.put("d", "无日期水质监测", regions=["330421"])
    follow()


def test_a_region_holds_everything_inside_it() -> None:
    assert set(found(Query(filters={"region": ["31"]}))) == {"a", "c"}
    assert found(Query(filters={"region": ["3101"]})) == ["a"]
    assert set(found(Query(filters={"region": ["310118104", "32"]}))) == {"a", "b"}


def test_values_of_one_filter_are_alternatives_and_filters_add_up() -> None:
    assert set(found(Query(filters={"size": ["small", "big"]}))) == {"a", "b", "c"}
    assert found(Query(filters={"size": ["small"], "region": ["31"], "type": []})) == ["a"]


def test_each_group_is_counted_without_its_own_choice_but_with_the_others() -> None:
    facets = search(
        Query("水质", filters={"size": ["small"], "region": ["31"]}, count_facets=("size", "region", "type"))
    ).facets
    assert facets["size"] == {"small": 1, "big": 1}
    assert facets["region"] == {"31": 1, "3101": 1, "310118": 1, "32": 1, "3205": 1, "320509": 1}, (
        "one step below what is chosen: below a municipality, counties"
    )
    assert facets["type"] == {"M": 1}


def test_spans_of_time_and_money_include_their_ends_and_leave_out_the_unknown() -> None:
    assert found(Query(published_from=day(3), published_to=day(5))) == ["b", "a"]
    assert found(Query(amount_min=900)) == ["b"]
    assert found(Query(amount_max=10**30)) == ["b", "a"]


def test_orders_put_the_unknown_last() -> None:
    assert found(Query("水质", order="newest")) == ["b", "a", "c", "d"]
    assert found(Query("水质", order="newest", filters={"region": ["31"]})) == ["a", "c"]
    assert found(Query(order="deadline"))[:2] == ["c", "b"]
    assert found(Query("水质", order="rank"))[:3] == ["b", "c", "a"]
    assert found(Query()) == ["b", "a", "c", "d"], "without words the newest come first"


def test_pages_follow_each_other_and_the_last_is_short() -> None:
    pages = [found(Query(order="newest", page=page, page_size=3)) for page in (1, 2, 3)]
    assert pages == [["b", "a", "c"], ["d"], []]
    assert search(Query(page=10**9)).total == 4


def test_a_title_weighs_more_than_a_body(hall: ToyHall) -> None:
    hall.put("body", "某某公司", body="我们也做噪声检测和其他许多事情")
    hall.put("title", "噪声检测公司", body="我们也做其他许多事情的某某")
    follow()
    assert found(Query("噪声检测")) == ["title", "body"]


def test_halls_are_searched_together_or_alone(hall: ToyHall) -> None:
    other = ToyHall(name="other")
    registry.register(other)
    other.put("a", "青浦水质政策")
    follow()
    assert sorted(search(Query("青浦")).keys) == [("other", "a"), ("toy", "a")]
    alone = search(Query("青浦", collections=("other",), count_facets=("collection",)))
    assert alone.keys == [("other", "a")]
    assert alone.facets["collection"] == {"other": 1, "toy": 1}
    most = search(Query("青浦", collections=("toy",), count_facets=("size", "collection")))
    assert (most.keys, most.total) == ([("toy", "a")], 1)
    assert most.facets == {"size": {"small": 1}, "collection": {"other": 1, "toy": 1}}


def test_in_the_largest_hall_too_what_is_not_public_is_neither_found_nor_counted(hall: ToyHall) -> None:
    other = ToyHall(name="other")
    registry.register(other)
    other.put("a", "青浦水质政策")
    hall.put("hidden", "嘉善水质监测", facets={"size": ["small"]}, is_public=False)
    follow()

    results = search(Query("水质", collections=("toy",), count_facets=("size",)))
    assert (results.total, results.facets["size"]) == (4, {"small": 2, "big": 2})


def test_nothing_found_offers_the_condition_to_drop_with_what_it_gives() -> None:
    nothing = Query("青浦", filters={"region": ["32"], "size": ["small"]})
    assert search(nothing).total == 0
    assert [(option.name, option.values, option.total) for option in relaxations(nothing)] == [
        ("region", ("32",), 1),
        ("words", ("青浦",), 1),
    ]
    assert found(relaxations(nothing)[0].query) == ["a"]


def test_counts_are_those_of_the_question_and_of_the_moment(hall: ToyHall) -> None:
    everything = Query(count_facets=("size",))
    before = search(everything).facets["size"]["big"]

    assert search(Query(words="上海", count_facets=("size",))).facets["size"] == {"big": 1}
    assert search(everything).facets["size"]["big"] == before

    hall.put("new", "嘉善水质监测", facets={"size": ["big"]})
    follow()
    assert search(everything).facets["size"]["big"] == before + 1


def test_types_below_another_are_counted_once_a_type_is_chosen(hall: ToyHall) -> None:
    hall.put("e", "嘉善水质监测", types=["W", "W-1"])
    follow()
    counted = Query("水质", count_facets=("type",))

    assert search(counted).facets["type"] == {"M": 2, "W": 2}
    chosen = replace(counted, filters={"type": ["W"]})
    assert search(chosen).facets["type"] == {"M": 2, "W": 2, "W-1": 1}
