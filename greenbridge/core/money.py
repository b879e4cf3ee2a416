"""Money is a whole number of 分. Reading, writing, and nothing in floating point."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from greenbridge.core.text import fold

_UNITS = {"亿元": 10**10, "万元": 10**6, "元": 10**2, "分": 1}
_AMOUNT = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*[()]*\s*(亿元|万元|元|分)")


def parse_amount(text: str) -> int | None:
    """The amount in 分 that a notice states, or None where none is stated with a unit.

    ``￥56.980000 万元（人民币）`` and ``总价形式报价:569800.00(元)`` are both 56,980,000. A bare number has an
    unknown unit and is never guessed at.
    """
    found = _AMOUNT.search(fold(text).replace("，", ","))
    if not found:
        return None
    return _in_fen(Decimal(found[1].replace(",", "")) * _UNITS[found[2]])


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
