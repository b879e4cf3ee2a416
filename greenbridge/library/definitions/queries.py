"""Which words are defined where: in a text that is read, and in all texts of a day."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from greenbridge.core.kept import Kept
from greenbridge.library.models import Clause, Definition, Version
from greenbridge.library.validity.rules import End

SHORTEST_LINKED = 3
"""Characters: 利用 and 内水 stand within other words everywhere, and a link on each would say nothing."""


SHORTEST, LONGEST_LOOKED_FOR = 2, 30
MOST_LOOKED_AT = 200
"""Definitions that hold the words, of which the nearest are shown."""


@dataclass(frozen=True)
class Terms:
    """The defined words of one text, to be linked where another clause uses them. ``pattern`` finds the longest first."""

    pattern: re.Pattern[str]
    places: Mapping[str, tuple[int, str]]

    def leading(self, clause: Clause) -> dict[str, str]:
        """Where each word leads from a clause: that which defines it needs no way to itself."""
        return {term: url for term, (own, url) in self.places.items() if own != clause.pk}


def terms_of(version: Version, on: str = "") -> Terms | None:
    """The words that hold in the whole text; none where it defines none. ``on`` is what addresses carry on."""
    rows = Definition.objects.filter(clause__version=version, is_local=False).select_related("clause")
    places: dict[str, tuple[int, str]] = {}
    for row in rows.order_by("clause__position", "pk"):
        if len(row.term) >= SHORTEST_LINKED:
            url = f"{version.get_absolute_url()}{row.clause.address}{on}#{row.anchor}"
            places.setdefault(row.term, (row.clause_id, url))
    if not places:
        return None
    longest_first = sorted(places, key=len, reverse=True)
    return Terms(re.compile("|".join(map(re.escape, longest_first))), places)


def of_clause(version: Version, address: str) -> list[Definition]:
    return list(Definition.objects.filter(clause__version=version, clause__address=address))


def of_day(day: dt.date, words: str = "") -> QuerySet[Definition]:
    """The definitions that hold on a day, also of texts whose end is in doubt, by the pinyin of the term; of terms with those words."""
    lasting = Q(ends_on=None) | Q(ends_on__gt=day) | Q(end=End.DOUBTED)
    texts = Version.objects.published().filter(lasting, starts_on__lte=day)
    rows = Definition.objects.filter(clause__version__in=texts)
    if words:
        rows = rows.filter(Q(term__icontains=words) | Q(letters__istartswith=words))
    return rows.select_related("clause__version__work").order_by("letters", "term", "clause__version", "pk")


def about(words: str, day: dt.date) -> list[Definition]:
    """What the law says of terms that these words hold, or that hold these words: 危险废物 for 危险废物怎样贮存. The very words
    first, then the longest within them."""
    if len(words) < SHORTEST:
        return []
    rows = of_day(day).filter(Q(term__icontains=words) | Q(term__in=within(words)), is_local=False)
    return sorted(rows[:MOST_LOOKED_AT], key=lambda row: nearness(row.term, words))


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
    """Where the very words that somebody looks for are defined."""
    if not words or words not in _terms.one(day, lambda: _all_of(day)):
        return []
    return list(of_day(day).filter(term=words)[:most])


_terms: Kept[dt.date, frozenset[str]] = Kept("library", most=10, minutes=60)


def _all_of(day: dt.date) -> frozenset[str]:
    """Every term that is defined on a day: most words that somebody looks for are none."""
    return frozenset(of_day(day).order_by().values_list("term", flat=True))
