"""Lists in order of time, walked from one end or from a row, day by day.

Every document has a position in each such order, a whole number that no other document of its collection has: its
second, then its serial number. A page is what follows a position. It is looked for among the nearest days that should
hold enough of what is asked, as the index knows without looking how many documents each day and each value has; where
they do not, among eight times as many. So a page of a long list costs what one of a short list does, the last one too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import tantivy

from greenbridge.search.documents import Document
from greenbridge.search.index import TIMES, Query, Step
from greenbridge.search.tantivy_query import QueryBuilder, every, seconds

_SERIAL_BITS = 31
_LATEST = 2**32 - 1  # seconds: what has no deadline comes after everything that has one
_SECONDS = 86_400  # of a day
_SPARE = 2  # how many times what is needed the nearest days should hold
_FURTHER = 8
_MOST_DAYS = 400  # of more, the days are not named: then nearly all are meant

DayCounts = dict[int, dict[str, int]]


@dataclass
class Calendar:
    """How many documents of each collection lie on each day, by order; read once for each state of the index."""

    orders: dict[str, DayCounts] = field(default_factory=dict)


def positions(document: Document) -> dict[str, int]:
    """Where a document stands in each order of time."""
    moments = {
        "newest": (document.published, 0),
        "updated": (document.updated, 0),
        "deadline": (document.deadline, _LATEST),
    }
    return {order: _position(document.serial, *moments[order]) for order in TIMES}


def _position(serial: int, moment: datetime | None, unknown: int) -> int:
    second = seconds(moment)
    within = unknown if second is None else max(0, min(second, _LATEST))
    return (within << _SERIAL_BITS) + serial % (1 << _SERIAL_BITS)


def field_of(order: str) -> str:
    """The field with the positions of an order."""
    return f"at_{order}"


def day_of(order: str, position: int, collection: str) -> str:
    """The term that finds the documents of a day."""
    return f"{order}:{(position >> _SERIAL_BITS) // _SECONDS:05d}:{collection}"


class Walker:
    """Walks one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, build: QueryBuilder, calendar: Calendar) -> None:
        self._searcher = searcher
        self._build = build
        self._calendar = calendar

    def walk(self, query: Query, step: Step) -> tuple[list[tuple[tantivy.DocAddress, int]], bool]:
        """Addresses and positions of one page, and whether more lie beyond on the way."""
        downwards = (query.order != "deadline") != step.backwards
        skipped = max(0, query.page - 1) * query.page_size
        wanted = skipped + query.page_size + 1
        conditions = self._build.filters(undated(query)) + self._beyond(query, step, downwards)
        found: list[tuple[tantivy.DocAddress, int]] = []
        for days in self._stretches(query, step.position, downwards, wanted):
            found = self._search(conditions + self._on(query, days), query.order, downwards, wanted)
            if len(found) == wanted:
                break
        page = found[skipped : wanted - 1]
        return (page[::-1] if step.backwards else page), len(found) == wanted

    def at_most(self, query: Query) -> int:
        """The fewest rows that any one of the conditions leaves."""
        known = [self._with_any(name, values) for name, values in query.filters.items() if values]
        days = self._days(query)
        return min([sum(size for _, size in days), *known])

    def beginning(self, query: Query, rows: int) -> list[tantivy.Query]:
        """The query's dates, and a condition that leaves about so many of the rows that come first.

        Without a number, and where that would be most of the rows, the dates alone.
        """
        days = next(self._stretches(query, None, query.order != "deadline", rows)) if rows else None
        return self._on(query, days)

    def around(self, query: Query, wanted: int) -> Iterator[list[str]]:
        """Ever more of the places that the query weighs, the heaviest first; at last none: everywhere."""
        need = _SPARE * wanted / max(self._share(query), 1e-9)
        named, held = [], 0
        for place in sorted(query.near, key=lambda code: -query.near[code]):
            named.append(place)
            held += self._with_any("place", [place])
            if held >= need:
                yield named
                need = held * _FURTHER
        yield []

    def _search(
        self, conditions: Sequence[tantivy.Query], order: str, downwards: bool, wanted: int
    ) -> list[tuple[tantivy.DocAddress, int]]:
        direction = tantivy.Order.Desc if downwards else tantivy.Order.Asc
        hits = self._searcher.search(
            every(conditions), wanted, count=False, order_by_field=field_of(order), order=direction
        ).hits
        addresses = [address for _, address in hits]
        stand = self._searcher.fast_field_values(field_of(order), addresses)
        return [(address, int(position or 0)) for address, position in zip(addresses, stand, strict=True)]

    def _beyond(self, query: Query, step: Step, downwards: bool) -> list[tantivy.Query]:
        if step.position is None:
            return []
        low, high = (None, step.position - 1) if downwards else (step.position + 1, None)
        return [self._build.between(field_of(query.order), low, high)]

    def _stretches(
        self, query: Query, position: int | None, downwards: bool, wanted: int
    ) -> Iterator[list[int] | None]:
        """Ever longer runs of days on the way; at last all of them, which need not be named."""
        days = self._days(query)
        if position is not None:
            here = (position >> _SERIAL_BITS) // _SECONDS
            days = [(day, size) for day, size in days if (day <= here if downwards else day >= here)]
        if downwards:
            days.reverse()
        total = sum(size for _, size in days)
        need = int(_SPARE * wanted / max(self._share(query), 1e-9))
        taken, held = 0, 0
        while need < total / 2:
            while held < need:
                held += days[taken][1]
                taken += 1
            if taken > _MOST_DAYS:
                break
            yield [day for day, _ in days[:taken]]
            need = held * _FURTHER
        yield None

    def _on(self, query: Query, days: list[int] | None) -> list[tantivy.Query]:
        """The query's dates on those days, or on any. Days that no date cuts are named, and no row's time is read."""
        if days is None:
            return self._build.dates(query)
        order = _order(query)
        terms = [f"{order}:{day:05d}:{name}" for day in days for name in self._counts(order)[day]]
        dates = [] if order == "newest" and _are_whole(query, days) else self._build.dates(query)
        return [self._build.on_days(terms), *dates]

    def _days(self, query: Query) -> list[tuple[int, int]]:
        """Days and how many documents they hold, the first day first; those that the query's dates leave."""
        order = _order(query)
        sizes = [
            (day, sum(n for name, n in counts.items() if name in query.collections or not query.collections))
            for day, counts in self._counts(order).items()
        ]
        low, high = (seconds(moment) for moment in (query.published_from, query.published_to))
        if order == "newest" and (low, high) != (None, None):
            first, last = (low or 0) // _SECONDS, (_LATEST if high is None else high) // _SECONDS
            sizes = [(day, size) for day, size in sizes if first <= day <= last]
        return sizes

    def _counts(self, order: str) -> DayCounts:
        if order not in self._calendar.orders:
            counts: DayCounts = {}
            for term, size in sorted(self._searcher.terms_with_prefix("day", f"{order}:")):
                _, day, name = term.split(":", 2)
                counts.setdefault(int(day), {})[name] = size
            self._calendar.orders[order] = counts
        return self._calendar.orders[order]

    def _share(self, query: Query) -> float:
        """Which part of all documents should meet the filters, if none of them leans on another."""
        total = max(sum(size for _, size in self._days(query)), 1)
        share = 1.0
        for name, values in query.filters.items():
            if values:
                share *= min(self._with_any(name, values) / total, 1.0)
        return share

    def _with_any(self, name: str, values: Sequence[str]) -> int:
        if not name.isidentifier():
            return 0
        return sum(self._searcher.doc_freq(f"facets.{name}", value) for value in values)


def undated(query: Query) -> Query:
    """The query without its dates."""
    return replace(query, published_from=None, published_to=None)


def _are_whole(query: Query, days: Sequence[int]) -> bool:
    """Whether the query's dates take in every one of the days from its first second to its last.

    On the first of all days lie rows that have no time, on the last whatever comes after it: both are looked at.
    """
    low, high = (seconds(moment) for moment in (query.published_from, query.published_to))
    first = 1 if low is None else max(1, -(-low // _SECONDS))
    after = (_LATEST if high is None else min(high + 1, _LATEST)) // _SECONDS
    return all(first <= day < after for day in days)


def _order(query: Query) -> str:
    return query.order if query.order in TIMES else "newest"
