"""Money is a whole number of 分, read from official texts and written for people."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from greenbridge.core import money

amounts = some.integers(min_value=0, max_value=10**15)


def stated(text: str) -> list[int]:
    return [amount.fen for amount in money.stated_amounts(text)]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("￥56.980000 万元（人民币）", 56_980_000),
        ("总价形式报价:569800.00(元)", 56_980_000),
        ("1,234,500.00 元", 123_450_000),
        ("98.5万元", 98_500_000),
        ("９８．５万元", 98_500_000),
        ("3亿元", 30_000_000_000),
        ("报价（元）：569800", 56_980_000),
        ("玖拾捌万伍仟元整", 98_500_000),
    ],
)
def test_a_stated_amount_is_read_whatever_its_spelling(text: str, fen: int) -> None:
    assert stated(text) == [fen]


@pytest.mark.parametrize("text", ["详见附件", "1200000", "", "约万元", "12分", "100万美元"])
def test_an_amount_without_a_unit_is_never_guessed_at(text: str) -> None:
    assert stated(text) == []


@given(amounts)
def test_yuan_are_read_back_as_they_were_written(fen: int) -> None:
    assert stated(money.format_yuan(fen)) == [fen]


@given(amounts)
def test_wan_are_read_back_to_the_hundred_yuan(fen: int) -> None:
    [read] = stated(money.format_wan(fen))

    assert abs(read - fen) <= 5_000


@given(amounts)
def test_a_budget_goes_through_the_form_unchanged(fen: int) -> None:
    assert money.from_wan(money.to_wan(fen)) == fen


def test_unknown_is_said_and_never_zero() -> None:
    assert money.format_wan(None) == money.format_yuan(None) == "未公布"
    assert money.format_wan(0) == "0万元"


def test_amounts_are_written_as_people_read_them() -> None:
    assert money.format_wan(98_500_000) == "98.5万元"
    assert money.format_wan(12_345_600_000) == "12,345.6万元"
    assert money.format_yuan(98_500_000) == "985,000元"
    assert money.format_yuan(1250) == "12.50元"
    assert money.from_wan(Decimal("0.01")) == 10_000
