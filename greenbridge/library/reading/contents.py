"""The order of a text: what stands in what, what a page shows of it. Pure, from rows that need not hold their words.

A short text stands on one page. A long one has a page of contents, and each 编 or 章 a page of its own; what is still
too long there is opened part by part again. So every page of the library opens as quickly as that of a short rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from greenbridge.library.models import Clause

MOST_ON_A_PAGE = 20_000
"""Characters: with its marks some 30 KB on the way, about as much as 130 articles."""

HEADINGS = frozenset(
    (Clause.Level.PART, Clause.Level.SUBPART, Clause.Level.CHAPTER, Clause.Level.SECTION, Clause.Level.ANNEX)
)


@dataclass(frozen=True)
class Entry:
    """A clause in its place. ``end`` is the place behind the last one that stands in it, ``size`` the characters of its own text."""

    clause: Clause
    depth: int
    end: int
    size: int
    holds: bool = False
    first: str = ""
    last: str = ""

    @property
    def is_structure(self) -> bool:
        """编, 章 and 节, which are not cited as clauses are."""
        return self.clause.level in HEADINGS

    @property
    def is_heading(self) -> bool:
        """Whether other clauses stand in it: section 4 of a standard holds 4.1."""
        return self.is_structure or self.holds

    @property
    def is_in_contents(self) -> bool:
        return self.is_heading or (self.clause.level == Clause.Level.NUMBERED and not self.depth)

    @property
    def articles(self) -> str:
        """第三条至第九条: which articles stand in it."""
        return self.first if self.first == self.last else f"{self.first}至{self.last}"


class Contents:
    """The clauses of one version in their order; each has ``size``, the characters of its own text."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.entries = _entries(clauses)
        self._places = {entry.clause.address: place for place, entry in enumerate(self.entries)}

    def find(self, address: str) -> Entry | None:
        place = self._places.get(address)
        return None if place is None else self.entries[place]

    def labelled(self, label: str) -> Entry | None:
        """The first one of that number: 第五条, 4.2."""
        return next((one for one in self.entries if one.clause.label == label), None)

    def span(self, entry: Entry) -> range:
        """The places of an entry and of what stands in it."""
        return range(self._place(entry), entry.end)

    def below(self, entry: Entry | None) -> list[Entry]:
        """What stands in a heading; everything where none is given."""
        if entry is None:
            return self.entries
        return self.entries[self._place(entry) + 1 : entry.end]

    def headings(self, entry: Entry | None = None) -> list[Entry]:
        """The table of contents, or that of one heading."""
        return [one for one in self.below(entry) if one.is_in_contents]

    def shown(self, entry: Entry | None, *, whole: bool = False) -> list[Entry]:
        """What the page of a heading, or of the version, shows: all of it, or if that is too much what stands in no further heading."""
        below = self.below(entry)
        if whole or self.fits(entry) or not any(one.is_heading for one in below):
            return below
        depth = entry.depth + 1 if entry else 0
        return [one for one in below if one.depth == depth and not one.is_heading]

    def fits(self, entry: Entry | None = None) -> bool:
        """Whether all of it stands on one page."""
        return sum(one.size for one in self.below(entry)) <= MOST_ON_A_PAGE

    def path(self, entry: Entry) -> list[Entry]:
        """The headings in which it stands, the outermost first."""
        place = self._place(entry)
        return [one for one in self.entries[:place] if one.end > place]

    def beside(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """What comes before and after it: of a clause the next clause, of 编, 章 and 节 the next one as high."""
        alike = [
            one
            for one in self.entries
            if one.is_structure == entry.is_structure and (not one.is_structure or one.depth == entry.depth)
        ]
        place = alike.index(entry)
        before = alike[place - 1] if place else None
        return before, alike[place + 1] if place + 1 < len(alike) else None

    def _place(self, entry: Entry) -> int:
        return self._places[entry.clause.address]


def _entries(clauses: Sequence[Clause]) -> list[Entry]:
    depths = _depths(clauses)
    ends = _ends(depths)
    return [_entry(clauses, depths, place, end) for place, end in enumerate(ends)]


def _depths(clauses: Sequence[Clause]) -> list[int]:
    known: dict[int | None, int] = {None: -1}
    for clause in clauses:
        known[clause.pk] = known[clause.parent_id] + 1
    return [known[clause.pk] for clause in clauses]


def _ends(depths: Sequence[int]) -> list[int]:
    ends, open_ones = [len(depths)] * len(depths), list[int]()
    for place, depth in enumerate(depths):
        while open_ones and depths[open_ones[-1]] >= depth:
            ends[open_ones.pop()] = place
        open_ones.append(place)
    return ends


def _entry(clauses: Sequence[Clause], depths: Sequence[int], place: int, end: int) -> Entry:
    inside = clauses[place + 1 : end] if clauses[place].level in HEADINGS else ()
    labels = [one.label for one in inside if one.level not in HEADINGS and one.label]
    size = getattr(clauses[place], "size", 0)
    first, last = (labels[0], labels[-1]) if labels else ("", "")
    return Entry(clauses[place], depths[place], end, size, end > place + 1, first, last)
