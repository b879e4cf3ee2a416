"""How a legal text falls into 编, 章, 节 and 条: pure, line by line, without a database.

A unit's address is made of its own number, so that it stays the same when words around it change: ``art-12``, 第十二条之一 is
``art-12-1``. 条 are counted through the whole document; 编, 章 and 节 within what they stand in: ``pt-2-ch-1-sec-3``;
numbered sections of a standard are ``sec-4.2``, annexes ``annex-a``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
_NUMBER = r"(?:\d{1,5}|[零〇○一二两三四五六七八九十百千]{1,12})"
_SPACE = r"[ \t\u3000\u2003\u2002\xa0]"
_MARKUP = re.compile(r"^(?:#{1,6}\s*)?(?:\*\*)?")
_HEADING = re.compile(
    rf"^{_SPACE}*第({_NUMBER})(编|分编|章|节)(?:之({_NUMBER}))?(?:{_SPACE}+|$|(?=[^，。；、的规至和或]))(.*)$"
)
_ARTICLE = re.compile(
    rf"^{_SPACE}*第({_NUMBER})条(?:之({_NUMBER}))?(?=$|{_SPACE}|[^，。；、的规至和或第款])(.*)$"
)

_ANNEX = re.compile(
    r"^附[件录]\s*([一二三四五六七八九十]{1,3}|\d{1,2}|[A-Z])?\s*(?:[:：.．]\s*|$|(?=[（(\s]))(.{0,60})$"
)
_SECTION = re.compile(
    r"^((?:\d{1,2}|[A-Z](?=[.．]))(?:[.．]\d{1,3}){0,5})[.．、]?(?:[ \t\u3000\u2003\u2002\xa0]+|(?=[\u4e00-\u9fff]))(\S.*)$"
)
_ENUMERATED = re.compile(r"^([一二三四五六七八九十]{1,3})、(\S.*)$")
_DOTS = frozenset(".…·．")
_HEADING_LENGTH = 40
_FEWEST_SECTIONS = 2
_MOST_LOST = 2
# Larger numbers are no numbers of law, and would make addresses too long.
_MOST_HEADINGS, _MOST_ARTICLES, _MOST_BETWEEN = 999, 9_999, 99

LEVELS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
_SHORT = {"part": "pt", "subpart": "spt", "chapter": "ch", "section": "sec", "article": "art"}
_DEPTH = {"annex": -1, "part": 0, "subpart": 1, "chapter": 2, "section": 3, "article": 4}


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
    if chinese.isdecimal():
        return int(chinese)
    if not any(sign in _UNITS for sign in chinese):
        return int("".join(str(_digit(sign)) for sign in chinese))
    total, digit = 0, 0
    for sign in chinese:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _digit(sign)
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


def _digit(sign: str) -> int:
    if sign not in _DIGITS:
        raise ValueError(sign)
    return _DIGITS[sign]


def split(text: str) -> list[Unit]:
    """The clauses of a text in their order; what stands before the first is its preamble.

    A statute falls into its 条. A text without any falls into its numbered sections (``sec-4.2``), as standards are
    written, or into 一、二、, as decisions are. A table of contents before the text repeats headings: a unit that comes
    again under the same address takes the place of one that had no words.
    """
    lines = list(_lines(text))
    units = list(_addressed(_units(lines)))
    if not any(unit.level in _DEPTH for unit in units):
        units = list(_in_sections(lines))
    return list(_without_contents(units))


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        plain = _MARKUP.sub("", line).replace("**", "").strip(" \t\u3000\u2003\u2002\xa0")
        if plain and not plain.startswith("<!--") and not _is_of_contents(plain):
            yield plain


def _is_of_contents(line: str) -> bool:
    """目录 alone, and 第一章 总则…………1: four dots or more before the number of the page."""
    if "".join(line.split()) == "目录":
        return True
    dots = line.rstrip("0123456789").rstrip()[-4:]
    return len(dots) == 4 and _DOTS.issuperset(dots)


def _units(lines: Iterable[str]) -> Iterator[Unit]:
    current = Unit("preamble", "preamble", label="")
    for line in lines:
        found = _heading(line) or _article(line)
        if found is None and current.level != "preamble":
            found = _annex(line)
        if found is not None:
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
    if numbers[0] > _MOST_HEADINGS or numbers[1] > _MOST_BETWEEN:
        return None
    label = f"第{own}{kind}" + (f"之{extra}" if extra else "")
    return Unit(LEVELS[kind], "", label, clean_line(heading), number=numbers)


def _article(line: str) -> Unit | None:
    if (found := _ARTICLE.match(line)) is None:
        return None
    own, extra, rest = found.groups()
    label = f"第{own}条" + (f"之{extra}" if extra else "")
    numbers = (number(own), number(extra) if extra else 0)
    if numbers[0] > _MOST_ARTICLES or numbers[1] > _MOST_BETWEEN:
        return None
    rest = rest.strip(" \t\u3000\u2003\u2002\xa0")
    return Unit("article", "", label, number=numbers, lines=[rest] if rest else [])


def _addressed(units: Iterable[Unit]) -> Iterator[Unit]:
    """Give each its address and what it stands in. An annex begins its own count."""
    above: list[Unit] = []
    annex = ""
    for unit in units:
        if unit.level == "preamble":
            yield unit
            continue
        if unit.level == "annex":
            above, annex = [unit], unit.address
            yield unit
            continue
        above = [one for one in above if _DEPTH[one.level] < _DEPTH[unit.level]]
        parent = above[-1].address if above else ""
        own = "-".join([_SHORT[unit.level], *(str(n) for n in unit.number if n)])
        within = annex if unit.level == "article" else parent
        address = f"{within}-{own}" if within else own
        placed = replace(unit, address=address, parent=parent)
        if unit.level != "article":
            above.append(placed)
        yield placed


def _annex(line: str) -> Unit | None:
    if line.endswith(("。", "；", "，")) or (found := _ANNEX.match(line)) is None:
        return None
    own, heading = found[1] or "", clean_line(found[2])
    mark = own.lower() if own.isascii() else str(number(own))
    return Unit("annex", f"annex-{mark}" if mark else "annex", f"{line[:2]}{own}", heading)


def _in_sections(lines: Sequence[str]) -> Iterator[Unit]:
    """The numbered sections of a text without 条, else its 一、二、."""
    units = list(_numbered(lines))
    if sum(unit.level == "numbered" for unit in units) < _FEWEST_SECTIONS:
        units = list(_enumerated(lines))
    yield from units


def _numbered(lines: Iterable[str]) -> Iterator[Unit]:
    """A line begins a section only where its number follows the one before: cells of tables begin with numbers too."""
    current = Unit("preamble", "preamble")
    last: tuple[int, ...] = ()
    is_bare = True  # no section had words so far: they may be a table of contents
    addresses: set[str] = set()
    for line in lines:
        found = _SECTION.match(line)
        own = _parts_of(found[1]) if found else ()
        if found and (_follows(last, own) or (is_bare and own == (1,))):
            yield current
            addresses = set() if own == (1,) else addresses
            current, last = _section(found[1], found[2], addresses), own
        elif last and (annex := _annex(line)):
            yield current
            current, last = annex, (_letter(annex.address),)
        else:
            current.lines.append(line)
        is_bare = is_bare and (current.level == "preamble" or not current.lines)
    yield current


def _section(label: str, words: str, addresses: set[str]) -> Unit:
    label = label.replace("．", ".")
    above = label.rpartition(".")[0]
    while above and f"sec-{above.lower()}" not in addresses:
        above = above.rpartition(".")[0]
    address, parent = f"sec-{label.lower()}", f"sec-{above.lower()}" if above else ""
    if not above and label[0].isalpha():
        parent = f"annex-{label[0].lower()}"
    addresses.add(address)
    is_heading = len(words) <= _HEADING_LENGTH and not words.endswith(("。", "；", "：", "，"))
    return Unit(
        "numbered",
        address,
        label,
        clean_line(words) if is_heading else "",
        parent=parent,
        lines=[] if is_heading else [words],
    )


def _parts_of(label: str) -> tuple[int, ...]:
    """``4.2`` → (4, 2), ``A.1`` → (-64, 1): letters count too, and meet no number."""
    return tuple(int(part) if part.isdigit() else 1 - ord(part) for part in re.split("[.．]", label))


def _letter(address: str) -> int:
    mark = address.rpartition("-")[2].upper()
    return 1 - ord(mark) if len(mark) == 1 else 0


def _follows(last: tuple[int, ...], own: tuple[int, ...]) -> bool:
    """Whether a section may come next: 4.2 after 4.1, 4.1.3 or, where a line was lost, 4; the first is 1."""
    if not last:
        return own == (1,)
    depth = len(own) - 1
    if depth > len(last):
        return False
    if own[:depth] != last[:depth]:
        return False
    before = last[depth] if depth < len(last) else 0
    return 0 < own[depth] - before <= _MOST_LOST


def _enumerated(lines: Iterable[str]) -> Iterator[Unit]:
    current, last = Unit("preamble", "preamble"), 0
    for line in lines:
        found = _ENUMERATED.match(line)
        if found and number(found[1]) == last + 1:
            yield current
            last += 1
            is_heading = len(found[2]) <= _HEADING_LENGTH and not found[2].endswith(("。", "；", "："))
            current = Unit(
                "numbered",
                f"sec-{last}",
                f"{found[1]}、",
                clean_line(found[2]) if is_heading else "",
                lines=[] if is_heading else [found[2]],
            )
        else:
            current.lines.append(line)
    yield current


def _without_contents(units: Iterable[Unit]) -> Iterator[Unit]:
    kept: dict[str, Unit] = {}
    copies: Counter[str] = Counter()
    for unit in units:
        there = kept.get(unit.address)
        if there is not None and not there.lines and there.level != "article" and there.label == unit.label:
            del kept[unit.address]  # the heading's own line in the table of contents
        elif there is not None:
            copies[unit.address] += 1
            unit = replace(unit, address=f"{unit.address}-bis{copies[unit.address] + 1}")
        kept[unit.address] = unit
    yield from (unit for unit in kept.values() if unit.lines or unit.level != "preamble")
