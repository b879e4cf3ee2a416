"""Which budget bands a demand stands in, and what a draft still lacks."""

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
