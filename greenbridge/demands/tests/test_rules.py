"""Which budget bands a demand stands in, what its type usually costs, which words it holds, what a draft still lacks."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from greenbridge.demands import rules

WAN = rules.WAN
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
amounts = some.integers(min_value=0, max_value=10**12)


@pytest.mark.parametrize(
    ("low", "high", "bands"),
    [
        (None, None, ["none"]),
        (None, 4 * WAN, ["0-5"]),
        (None, 5 * WAN, ["0-5"]),
        (3 * WAN, 8 * WAN, ["0-5", "5-20"]),
        (5 * WAN, 20 * WAN, ["5-20"]),
        (20 * WAN, 20 * WAN, ["20-50"]),
        (10 * WAN, 60 * WAN, ["5-20", "20-50", "50-100"]),
        (500 * WAN, 900 * WAN, ["400-"]),
    ],
)
def test_a_budget_stands_in_every_band_it_touches(
    low: int | None, high: int | None, bands: list[str]
) -> None:
    assert rules.bands(low, high) == bands


@given(amounts, amounts)
def test_every_budget_is_found_in_bands_side_by_side(one: int, other: int) -> None:
    low, high = sorted((one, other))
    codes = [code for code, *_ in rules.BANDS]

    found = rules.bands(low, high)

    assert found
    first = codes.index(found[0])
    assert found == codes[first : first + len(found)]
    _, _, start, end = rules.BANDS[first]
    assert start <= low
    assert end is None or low < end


@given(amounts)
def test_a_single_amount_stands_in_exactly_one_band(amount: int) -> None:
    assert len(rules.bands(amount, amount)) == 1
    assert rules.bands(amount, None) == rules.bands(amount, amount)


COMPLETE = rules.Draft("题", "说明", True, False, False, True, NOW + dt.timedelta(seconds=1), True)


@pytest.mark.parametrize(
    ("fault", "step", "sentence"),
    [
        ({"title": ""}, "what", "请填写标题"),
        ({"has_types": False}, "what", "请选择需求类型"),
        ({"description": ""}, "what", "请填写需求说明"),
        ({"needs_waste_codes": True}, "what", "请填写危险废物类别"),
        ({"has_region": False}, "where", "请选择项目所在地"),
        ({"deadline": None}, "where", "请填写响应截止日期"),
        ({"deadline": NOW}, "where", "响应截止日期已过，请重新填写"),
        ({"has_contact": False}, "publish", "请填写联系人和电话"),
    ],
)
def test_each_gap_is_named_with_its_step_and_what_to_do(
    fault: dict[str, Any], step: str, sentence: str
) -> None:
    assert rules.gaps(COMPLETE, NOW) == []
    assert rules.gaps(replace(COMPLETE, **fault), NOW) == [(step, sentence)]


def test_half_of_the_budgets_lie_between_the_quartiles() -> None:
    budgets = [
        (None, 2 * WAN),
        (4 * WAN, None),
        (5 * WAN, 7 * WAN),
        (8 * WAN, 8 * WAN),
        (90 * WAN, 110 * WAN),
    ]

    assert rules.usual_budget(budgets) == rules.UsualBudget(5, 4 * WAN, 6 * WAN, 8 * WAN)


def test_fewer_than_five_budgets_say_nothing() -> None:
    assert rules.usual_budget([(WAN, WAN)] * 4 + [(None, None)]) is None


@given(some.lists(some.tuples(amounts, amounts).map(sorted).map(tuple), min_size=rules.LEAST_BUDGETS))
def test_the_usual_budget_lies_between_the_smallest_and_the_largest(budgets: list[tuple[int, int]]) -> None:
    usual = rules.usual_budget(budgets)

    assert usual is not None
    assert min(low for low, _ in budgets) <= usual.low <= usual.middle <= usual.high
    assert usual.high <= max(high for _, high in budgets)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("可代开发票。", ["代开发票"]),
        ("可代 开　发票，VOC减半", ["代开发票", "ＶＯＣ减半"]),
        ("由总包交代\n开发票", []),
        ("开发票据系统", []),
        ("", []),
    ],
)
def test_a_word_is_found_however_it_is_spaced_and_not_across_lines(text: str, found: list[str]) -> None:
    assert rules.words_in(text, ["代开发票", "ＶＯＣ减半"]) == found
