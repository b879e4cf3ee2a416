"""Money is a whole number of 分. Reading, writing, and nothing in floating point."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NamedTuple

from greenbridge.core.text import fold

_UNITS = {
    "亿元": 10**10,
    "百万元": 10**8,
    "万元": 10**6,
    "千元": 10**5,
    "元": 10**2,
    "亿": 10**10,
    "万": 10**6,
}
_NUMBER = r"(?<![\d.亿万])(?<!\d,)(\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,8})?|\d{1,15}(?:\.\d{1,8})?)(?!,?\d)"
_WRITTEN_UNIT = "亿元|百万元|万元|千元|元"
# 98.5万元, 569800.00(元), 98万 where nothing else follows that could be counted
_BEFORE_ITS_UNIT = re.compile(
    rf"{_NUMBER}\s?[()]*\s?(?:人民币)?({_WRITTEN_UNIT}|[亿万](?!\w)|[亿万](?=整|人民币))"
)
# 预算金额（万元）：98.5
_BEHIND_ITS_UNIT = re.compile(
    rf"(?<!\d)(?<!\d\s)(?:\((?:人民币)?({_WRITTEN_UNIT})\)\s?[:|]?|(?<=[额价算])({_WRITTEN_UNIT}):)\s?[¥￥]?\s?{_NUMBER}"
    rf"(?!\s?[()]*\s?(?:{_WRITTEN_UNIT}))"
)
# 玖拾捌万伍仟元整
_DIGITS = {
    character: value for value, row in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for character in row
}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_CHARACTERS = "".join([*_DIGITS, *_TENS])
_SPELT = re.compile(
    rf"(?<![{_CHARACTERS}万亿])((?=[{''.join(_DIGITS)}十拾])[{_CHARACTERS}万亿]{{1,30}})[元圆](?:整|([{''.join(_DIGITS)}])角)?(?:零?([{''.join(_DIGITS)}])分)?"
)
LONGEST_WORDS = 2_000


class StatedAmount(NamedTuple):
    """An amount in 分 and where the folded text states it."""

    fen: int
    start: int
    end: int


def stated_amounts(text: str) -> list[StatedAmount]:
    """Every amount that a text states with a unit, in its order.

    ``￥56.980000 万元（人民币）``, ``总价形式报价:569800.00(元)``, ``报价（元）：569800`` and ``伍拾陆万玖仟捌佰元整`` are
    all 56,980,000. A bare number has an unknown unit and is never guessed at; 分 are points more often than money.
    """
    return sorted(_stated(fold(text[:LONGEST_WORDS])), key=lambda amount: amount.start)


def _stated(text: str) -> Iterator[StatedAmount]:
    for found in _BEFORE_ITS_UNIT.finditer(text):
        yield StatedAmount(_of(found[1], found[2]), *found.span())
    for found in _BEHIND_ITS_UNIT.finditer(text):
        yield StatedAmount(_of(found[3], found[1] or found[2]), *found.span())
    for found in _SPELT.finditer(text):
        small = 10 * _DIGITS.get(found[2], 0) + _DIGITS.get(found[3], 0)
        yield StatedAmount(_spelt(found[1]) * 100 + small, *found.span())


def _of(number: str, unit: str) -> int:
    return _in_fen(Decimal(number.replace(",", "")) * _UNITS[unit])


def _spelt(words: str) -> int:
    """九十八万五千 → 985000."""
    for large, size in (("亿", 10**8), ("万", 10**4)):
        if large in words:
            above, below = words.rsplit(large, 1)
            return _spelt(above) * size + _spelt(below)
    total = digit = 0
    for character in words:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def from_wan(wan: Decimal) -> int:
    """万元, as people type a budget, in 分."""
    return _in_fen(wan * _UNITS["万元"])


def to_wan(fen: int) -> Decimal:
    """分 in 万元, without trailing zeros."""
    return (Decimal(fen) / _UNITS["万元"]).normalize()


def format_wan(fen: int | None) -> str:
    """For lists: ``98.5万元``, in 元 what would round to nothing; 未公布 where it is unknown."""
    if fen is None:
        return "未公布"
    if 0 < fen < _UNITS["万元"] // 100:
        return format_yuan(fen)
    wan = (Decimal(fen) / _UNITS["万元"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{wan:,.2f}".rstrip("0").rstrip(".") + "万元"


def format_yuan(fen: int | None) -> str:
    """For records: ``985,000元`` or ``12.50元``; 未公布 where it is unknown."""
    if fen is None:
        return "未公布"
    yuan, rest = divmod(fen, 100)
    return f"{yuan:,}.{rest:02d}元" if rest else f"{yuan:,}元"


def _in_fen(amount: Decimal) -> int:
    try:
        return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
    except InvalidOperation as error:
        raise ValueError(f"not an amount of money: {amount}") from error
