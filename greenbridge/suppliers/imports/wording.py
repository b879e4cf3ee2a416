"""How official lists write days and nothing at all."""

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from greenbridge.core.text import fold

_NOTHING = {"n/a", "#n/a", "na", "null", "none", "nan", "-", "--", "/", "\\", "无", "暂无", "未公布"}
_LONGEST_NOTHING = max(map(len, _NOTHING))
_DAY = re.compile(
    r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)"
)
_SERIAL_DAY = re.compile(r"[1-7]\d{4}(\.0*)?")
_SERIAL_ZERO = dt.date(1899, 12, 30)  # day 0 of spreadsheet programs
_FIGURES = str.maketrans("壹贰叁123", "一二三一二三")
_FOR_EVER = ("长期", "永久", "无固定期限")


def stated(cell: str) -> str:
    """One line; empty for 无, N/A and the like. Control characters went when the file was opened (``unpack``)."""
    line = " ".join(cell.split())
    return "" if len(line) <= _LONGEST_NOTHING and line.lower() in _NOTHING else line


def lines(cells: Sequence[str]) -> Sequence[str]:
    """``stated`` of every cell of a column: as it is, where none has a space and none says 无."""
    text = "".join(cells)
    if "".join(text.split(None, 1)) == text and _NOTHING.isdisjoint(map(str.lower, cells)):
        return cells
    return [*map(stated, cells)]


@lru_cache(maxsize=20_000)  # lists repeat the same few thousand days
def days_in(text: str) -> tuple[dt.date, ...]:
    """The days in a text in any common form, in order: 2020年1月2日, 2020/1/2, 20200102, 43832 (a spreadsheet's day).

    Empty for an empty text and for 长期. Raises ValueError for anything else that is no day of 1900 to 2100.
    """
    if not text:
        return ()
    folded = fold(text)
    if _SERIAL_DAY.fullmatch(folded):
        return (_SERIAL_ZERO + dt.timedelta(days=int(float(folded))),)
    days = tuple(dt.date(*(int(part) for part in found if part)) for found in _DAY.findall(folded))
    if any(not 1900 <= day.year <= 2100 for day in days):
        raise ValueError(text)
    if not days and not any(word in folded for word in _FOR_EVER):
        raise ValueError(text)
    return days


def grade_in(text: str, grades: Sequence[str], *, alone: bool = True) -> str:
    """Which of these grades a text says: 甲级, 甲, 壹级 and 1级. ``alone``: it says nothing else. Empty where it says none."""
    plain = fold(text).replace(" ", "").translate(_FIGURES)
    if alone:
        return next((grade for grade in grades if plain in {grade, grade.removesuffix("级")}), "")
    return next((grade for grade in grades if grade in plain), "")
