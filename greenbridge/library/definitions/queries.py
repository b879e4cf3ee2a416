"""Which words are defined where: in a text that is read, and in all texts of a day."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from greenbridge.core.kept import Kept
from greenbridge.core.text import fold_name
from greenbridge.library.definitions.search import DEFINITION, EVERYWHERE
from greenbridge.library.models import Clause, Definition, Version
from greenbridge.library.models.definitions import Reach
from greenbridge.search import queries as search
from greenbridge.search.queries import Found, Query, Results, Step

SHORTEST, LONGEST_LOOKED_FOR = 2, 30
MOST_LOOKED_AT = 100
"""Terms that hold the words, and as many that they hold, of which the nearest are shown."""


@dataclass(frozen=True)
class Place:
    """Where a word is defined: the key of that clause, the way there, the keys of the clauses in which it means so; none for all."""

    own: int
    url: str
    within: frozenset[int] | None


@dataclass(frozen=True)
class Terms:
    """The defined words of one text, to be linked where another clause uses them. ``pattern`` finds the longest first."""

    pattern: re.Pattern[str]
    places: Mapping[str, Sequence[Place]]

    def leading(self, clause: Clause) -> dict[str, str]:
        """Where each word leads from a clause, first what is defined for its chapter; that which defines it needs no way to
        itself."""
        meant = {
            term: next((one for one in places if one.within is None or clause.pk in one.within), None)
            for term, places in self.places.items()
        }
        return {term: one.url for term, one in meant.items() if one and one.own != clause.pk}


def terms_of(version: Version, on: str = "") -> Terms | None:
    """The words that hold beyond their own clause; none where a text defines none. ``on`` is what addresses carry on."""
    return _terms_of_text.one((version.pk, version.digest, on), lambda: _terms_of(version, on))


_terms_of_text: Kept[tuple[int, str, str], Terms | None] = Kept("library", most=500, minutes=60)


def _terms_of(version: Version, on: str) -> Terms | None:
    rows = Definition.objects.filter(clause__version=version).select_related("clause")
    reaching = [row for row in rows.order_by("clause__position", "pk") if row.reach != Reach.CLAUSE]
    headings = _Headings(version) if any(row.reach for row in reaching) else None
    places: dict[str, list[Place]] = {}
    for row in reaching:
        within = headings.around(row.clause_id, row.reach) if headings and row.reach else None
        if within or not row.reach:
            url = f"{version.get_absolute_url()}{row.clause.address}{on}#{row.anchor}"
            places.setdefault(row.term, []).append(Place(row.clause_id, url, within))
    if not places:
        return None
    longest_first = sorted(places, key=len, reverse=True)
    nearest_first = {
        term: sorted(those, key=lambda one: one.within is None) for term, those in places.items()
    }
    return Terms(re.compile("|".join(map(re.escape, longest_first))), nearest_first)


class _Headings:
    """Which clauses stand in which 编, 章 or 节 of a text."""

    def __init__(self, version: Version) -> None:
        self._rows = {
            pk: (parent, level) for pk, parent, level in version.clauses.values_list("pk", "parent", "level")
        }

    def around(self, clause: int, level: str) -> frozenset[int] | None:
        """The keys of what stands in the same heading of that level; none where there is no such heading."""
        heading = next((one for one in self._above(clause) if self._rows[one][1] == level), None)
        if heading is None:
            return None
        return frozenset(one for one in self._rows if heading in self._above(one))

    def _above(self, clause: int) -> Iterator[int]:
        above = self._rows[clause][0]
        while above is not None:
            yield above
            above = self._rows[above][0]


def of_clause(version: Version, address: str) -> list[Definition]:
    return list(Definition.objects.filter(clause__version=version, clause__address=address))


def about(words: str, day: dt.date) -> list[Definition]:
    """What the law says of terms that these words hold, or that hold these words: 危险废物 for 危险废物怎样贮存. The very words
    first, then the longest within them."""
    everywhere = Query(collections=(DEFINITION,), filters={"reach": [EVERYWHERE]}, on=day)
    found: list[Definition] = named(words, everywhere)
    return sorted(found, key=lambda row: nearness(row.term, words))


def named(words: str, asked: Query) -> list[Any]:
    """The rows of a collection of terms that these words hold, or that hold these words: of either a hundred, so that what
    is said of a term is found however many terms there are."""
    if len(words) < SHORTEST:
        return []
    wanted = replace(asked, page_size=MOST_LOOKED_AT, counted=False)
    inside = replace(wanted, filters={**asked.filters, "term": sorted(within(words))})
    around = replace(wanted, words=words, mode="phrase")
    found = [*search.search(inside).found, *_holding(search.search(around), words)]
    return [one.hit for one in {one.key: one for one in found}.values()]


def _holding(found: Results, words: str) -> list[Found]:
    """Those that hold the very words: where none does, the index offers names that are nearly so."""
    plain = fold_name(words)
    return [one for one in found.found if plain in fold_name(str(one.hit))]


def within(words: str) -> set[str]:
    """Every stretch of the words that may be a term."""
    words = "".join(words.split())[:LONGEST_LOOKED_FOR]
    return {
        words[start:end] for start in range(len(words)) for end in range(start + SHORTEST, len(words) + 1)
    }


def nearness(term: str, words: str) -> tuple[bool, bool, int]:
    """For sorting: how near a term is to what somebody looks for."""
    is_within = term in words
    return (term != words, not is_within, -len(term) if is_within else len(term))


def called(words: str, day: dt.date, most: int) -> list[Definition]:
    """Where the very words that somebody looks for are defined, what was made public last first."""
    if not words:
        return []
    asked = Query(
        collections=(DEFINITION,), filters={"term": [words]}, on=day, order="newest", page_size=most
    )
    return [one.hit for one in search.walk(asked, Step()).found]
