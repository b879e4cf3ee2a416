"""What a notice says about money, in 分, or why that is no amount."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from greenbridge.core.money import LONGEST_WORDS, StatedAmount, stated_amounts
from greenbridge.core.text import fold

LARGEST = 10**15  # 分, ten times the yearly public spending of a large province: more is a slip of the pen

_PER_UNIT = re.compile(r"(?:\s?\(?含税\)?)?\s?(?:/|每|一(?:年|次|吨))")
_UNIT_PRICE = re.compile(r"(?:单价|每[吨次个月年点人件][^,;。]{0,4})[:(\s元)]*$")
_RATE = re.compile(r"\d\s?[%‰]|费率|下浮|折扣|优惠率|单价")
_FOREIGN = re.compile(r"美元|欧元|港[元币]|日元|英镑|usd|eur|gbp|hk\$|us\$")
_TOTAL = re.compile(r"(?:总[价额计]|总金额|总预算|总报价|合计|共计)[^,;。\d]{0,8}$")
_RANGE = re.compile(r"(?:\d|元|万)\s?[-~至到]\s?$")
_BARE = re.compile(r"\d")


class Flag(StrEnum):
    """Why a text gives no amount; ``STATED`` is empty, so that a flag is true only where something is amiss."""

    STATED = ""
    NOT_STATED = "not_stated"  # 详见附件
    NO_UNIT = "no_unit"  # 1200000
    SEVERAL = "several"  # lots or a range, without their sum
    RATE = "rate"  # 35元/次, 下浮12%
    FOREIGN = "foreign"  # 12万美元
    ZERO = "zero"  # 0.000000 万元: how rates are printed in the summary of an award
    IMPLAUSIBLE = "implausible"


class Amount(NamedTuple):
    """分, or None with the reason."""

    fen: int | None
    flag: Flag


def fen(words: str) -> Amount:
    """The one amount that a cell of a notice states.

    Of several, the one that is called the total, or is the sum of the others; the same in figures and in words is one.
    """
    text = fold(words[:LONGEST_WORDS])
    stated = stated_amounts(text)
    whole = [amount for amount in stated if not _is_per_unit(amount, text)]
    if not whole:
        return Amount(None, Flag.RATE if stated else _why_none(text))
    if any(_RANGE.search(text, max(amount.start - 4, 0), amount.start) for amount in whole):
        return Amount(None, Flag.SEVERAL)
    value = _the_one(whole, text)
    if value is None:
        return Amount(None, Flag.SEVERAL)
    if value == 0:
        return Amount(None, Flag.ZERO)
    return Amount(value, Flag.STATED) if value <= LARGEST else Amount(None, Flag.IMPLAUSIBLE)


def _is_per_unit(amount: StatedAmount, text: str) -> bool:
    before = text[max(amount.start - 12, 0) : amount.start]
    return bool(_PER_UNIT.match(text, amount.end) or _UNIT_PRICE.search(before))


def _the_one(amounts: Sequence[StatedAmount], text: str) -> int | None:
    values = list(dict.fromkeys(amount.fen for amount in amounts))
    if len(values) == 1:
        return values[0]
    totals = {
        amount.fen for amount in amounts if _TOTAL.search(text[max(amount.start - 16, 0) : amount.start])
    }
    if len(totals) == 1:
        return totals.pop()
    largest = max(values)
    return largest if sum(amount.fen for amount in amounts) == 2 * largest else None


def _why_none(text: str) -> Flag:
    if _FOREIGN.search(text):
        return Flag.FOREIGN
    if _RATE.search(text):
        return Flag.RATE
    return Flag.NO_UNIT if _BARE.search(text) else Flag.NOT_STATED
