"""How official lists write days, quantities and nothing at all."""

import datetime as dt
import re

from greenbridge.core.text import fold

_NOTHING = {"n/a", "#n/a", "na", "null", "none", "nan", "-", "--", "/", "\\", "无", "暂无", "未公布"}
_DAY = re.compile(
    r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)"
)
_SERIAL_DAY = re.compile(r"[1-7]\d{4}(\.0*)?")
_SERIAL_ZERO = dt.date(1899, 12, 30)  # day 0 of spreadsheet programs
_FOR_EVER = ("长期", "永久", "无固定期限")
_WASTE = re.compile(r"hw\s*-?\s*(\d{2})")
_TONNES = re.compile(r"(\d[\d,]{0,12}(?:\.\d{1,6})?)\s*(万?)\s*(?:吨|t)")
BARE_NUMBER = re.compile(r"\d[\d,]{0,12}(\.\d+)?")


def stated(cell: str) -> str:
    """One line; empty for 无, N/A and the like. Control characters went when the file was opened (``unpack``)."""
    line = " ".join(cell.split())
    return "" if line.lower() in _NOTHING else line


def days_in(text: str) -> list[dt.date]:
    """The days in a text in any common form, in order: 2020年1月2日, 2020/1/2, 20200102, 43832 (a spreadsheet's day).

    Empty for an empty text and for 长期. Raises ValueError for anything else that is no day of 1900 to 2100.
    """
    if not text:
        return []
    folded = fold(text)
    if _SERIAL_DAY.fullmatch(folded):
        return [_SERIAL_ZERO + dt.timedelta(days=int(float(folded)))]
    days = [dt.date(*(int(part) for part in found if part)) for found in _DAY.findall(folded)]
    if any(not 1900 <= day.year <= 2100 for day in days):
        raise ValueError(text)
    if not days and not any(word in folded for word in _FOR_EVER):
        raise ValueError(text)
    return days


def wastes_in(text: str) -> dict[str, int | None]:
    """Categories with their tonnes a year, as licences write them: ``HW08、HW17(3000吨/年)``, ``HW49 1.2万吨``."""
    folded = fold(text)
    found: dict[str, int | None] = {}
    places = [*_WASTE.finditer(folded)]
    for place, following in zip(places, [*places, None][1:], strict=True):
        stretch = folded[place.end() : following.start() if following else len(folded)]
        code = f"HW{place[1]}"
        found[code] = tonnes_in(stretch) if found.get(code) is None else found[code]
    return found


def tonnes_in(text: str) -> int | None:
    """Whole tonnes: ``3,000吨/年``, ``1.2万吨``, or a bare number under a header that says 吨."""
    folded = fold(text)
    amount = _TONNES.search(folded)
    if amount:
        tonnes = float(amount[1].replace(",", "")) * (10_000 if amount[2] else 1)
    elif BARE_NUMBER.fullmatch(folded):
        tonnes = float(folded.replace(",", ""))
    else:
        return None
    return round(tonnes) if tonnes < 2**31 else None
