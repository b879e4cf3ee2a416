"""How a legal text falls into 编, 章, 节 and 条: pure, line by line, without a database.

A unit's address is made of its own number, so that it stays the same when words around it change: ``art-12``, 第十二条之一 is
``art-12-1``. 条 are counted through the whole document; 编, 章 and 节 within what they stand in: ``pt-2-ch-1-sec-3``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from greenbridge.core.text import clean_line

_DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SIGNS = "零一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"[零〇○一二两三四五六七八九十百千\d]+"
_SPACE = r"[ \t\u3000\u2003\u2002\xa0]"
_MARKUP = re.compile(r"^(?:#{1,6}\s*)?(?:\*\*)?")
_HEADING = re.compile(
    rf"^{_SPACE}*第({_NUMBER})(编|分编|章|节)(?:之({_NUMBER}))?(?:{_SPACE}+|$|(?=[^，。；、的规至和或]))(.*)$"
)
_ARTICLE = re.compile(
    rf"^{_SPACE}*第({_NUMBER})条(?:之({_NUMBER}))?(?=$|{_SPACE}|[^，。；、的规至和或第款])(.*)$"
)

LEVELS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
_SHORT = {"part": "pt", "subpart": "spt", "chapter": "ch", "section": "sec", "article": "art"}
_DEPTH = {"part": 0, "subpart": 1, "chapter": 2, "section": 3, "article": 4}


@dataclass(frozen=True)
class Unit:
    """One clause as it was read. ``parent`` is the address of what it stands in."""

    level: str
    address: str
    label: str = ""
    heading: str = ""
    parent: str = ""
    number: tuple[int, int] = (0, 0)
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def number(chinese: str) -> int:
    """``一百二十`` → 120, ``十`` → 10, ``12`` → 12, ``一〇五`` → 105. Raises ValueError for anything else."""
    if chinese.isascii():
        return int(chinese)
    if not any(sign in _UNITS for sign in chinese):
        return int("".join(str(_DIGITS[sign]) for sign in chinese))
    total, digit = 0, 0
    for sign in chinese:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            raise ValueError(chinese)
    return total + digit


def written(number: int) -> str:
    """12 → ``十二``, 105 → ``一百零五``: how statutes count, up to 9,999."""
    signs = ""
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            signs += _SIGNS[digit] + unit
        elif signs and number and not signs.endswith("零"):
            signs += "零"
    return signs.removeprefix("一") if signs.startswith("一十") else signs


def split(text: str) -> list[Unit]:
    """The clauses of a statute in their order; what stands before the first is its preamble.

    A table of contents before the text repeats headings: a unit that comes again under the same address
    takes the place of one that had no words.
    """
    return list(_without_contents(_addressed(_units(_lines(text)))))


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        plain = _MARKUP.sub("", line).replace("**", "").strip(" \t\u3000\u2003\u2002\xa0")
        if plain and not plain.startswith("<!--"):
            yield plain


def _units(lines: Iterable[str]) -> Iterator[Unit]:
    current = Unit("preamble", "preamble", label="")
    for line in lines:
        if found := _heading(line) or _article(line):
            yield current
            current = found
        else:
            current.lines.append(line)
    yield current


def _heading(line: str) -> Unit | None:
    if (found := _HEADING.match(line)) is None or len(line) > 60:
        return None
    own, kind, extra, heading = found.groups()
    numbers = (number(own), number(extra) if extra else 0)
    label = f"第{own}{kind}" + (f"之{extra}" if extra else "")
    return Unit(LEVELS[kind], "", label, clean_line(heading), number=numbers)


def _article(line: str) -> Unit | None:
    if (found := _ARTICLE.match(line)) is None:
        return None
    own, extra, rest = found.groups()
    label = f"第{own}条" + (f"之{extra}" if extra else "")
    numbers = (number(own), number(extra) if extra else 0)
    rest = rest.strip(" \t\u3000\u2003\u2002\xa0")
    return Unit("article", "", label, number=numbers, lines=[rest] if rest else [])


def _addressed(units: Iterable[Unit]) -> Iterator[Unit]:
    """Give each its address and what it stands in."""
    above: list[Unit] = []
    for unit in units:
        if unit.level == "preamble":
            yield unit
            continue
        above = [one for one in above if _DEPTH[one.level] < _DEPTH[unit.level]]
        parent = above[-1].address if above else ""
        own = "-".join([_SHORT[unit.level], *(str(n) for n in unit.number if n)])
        address = own if unit.level == "article" or not parent else f"{parent}-{own}"
        placed = replace(unit, address=address, parent=parent)
        if unit.level != "article":
            above.append(placed)
        yield placed


def _without_contents(units: Iterable[Unit]) -> Iterator[Unit]:
    kept: dict[str, Unit] = {}
    for unit in units:
        address, copy = unit.address, 2
        while (there := kept.get(address)) is not None:
            if not there.lines and there.level != "article" and there.label == unit.label:
                del kept[address]  # the heading's own line in the table of contents
                break
            address, copy = f"{unit.address}-bis{copy}", copy + 1
        kept[address] = replace(unit, address=address)
    yield from (unit for unit in kept.values() if unit.lines or unit.level != "preamble")
