"""Lists in order of time or amount, walked from one end or from a row, day by day.

Every document has a position in each such order, a whole number that no other document of its collection has: its
second, then its serial number. A page is what follows a position. It is looked for among the nearest days that should
hold enough of what is asked, as the index knows without looking how many documents each day and each value has; where
they do not, among eight times as many, and then everywhere. So a page of a long list costs what one of a short list
does, the last one too. Where few documents have a value, all of them are looked at in less time.

In the order of amounts the place of the second is taken by the yuan, and that of the day by all amounts that differ by
less than one in sixty. What has no amount, or no deadline, is parted by its serial number into days of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate

import tantivy

from greenbridge.search.documents import Document
from greenbridge.search.index import WALKED, Query, Step
from greenbridge.search.tantivy_query import DATED, QueryBuilder, every, limits, seconds

_SERIAL_BITS = 31
_LATEST = 2**32 - 1  # seconds: what has no deadline comes after everything that has one
_SECONDS = 86_400  # of a day
_LAST_DAY = _LATEST // _SECONDS  # from here on stands what has no deadline
_YUAN = 100  # 分
_BLOCK = 13  # bits: so many serial numbers of what has no deadline, or no amount, make a day
_PRICED = 1 << (
    _SERIAL_BITS - _BLOCK
)  # the first day of what has an amount, after all of those that have none
_FINENESS = 6  # bits by which amounts of one day are alike
_SPARE = 2  # how many times what is needed the nearest days should hold
_FURTHER = 8
_TRIES = 2
_INSTEAD_OF_A_DAY = 1_000  # documents are looked at in the time that it takes to name one
_MOST_DAYS = 400  # of more, the days are not named: then nearly all are meant

DayCounts = dict[int, dict[str, int]]


@dataclass
class Calendar:
    """How many documents of each collection lie on each day, by order, and of several collections together; read once for
    each state of the index."""

    orders: dict[str, DayCounts] = field(default_factory=dict)
    sizes: dict[tuple[str, tuple[str, ...]], list[tuple[int, int]]] = field(default_factory=dict)


def positions(document: Document) -> dict[str, int]:
    """Where a document stands in each order that is walked."""
    places = {
        "newest": _second(document.published, 0),
        "updated": _second(document.updated, 0),
        "deadline": _second(document.deadline, _LATEST),
        "amount": 0 if document.amount is None else 1 + _within(document.amount // _YUAN, _LATEST - 1),
    }
    serial = document.serial % (1 << _SERIAL_BITS)
    return {order: (places[order] << _SERIAL_BITS) + serial for order in WALKED}


def _second(moment: datetime | None, unknown: int) -> int:
    second = seconds(moment)
    return unknown if second is None else _within(second, _LATEST)


def _within(number: int, most: int) -> int:
    return max(0, min(number, most))


def field_of(order: str) -> str:
    """The field with the positions of an order."""
    return f"at_{order}"


def day_of(order: str, position: int, collection: str) -> str:
    """The term that finds the documents of a day."""
    return _term(order, _day(order, position), collection)


def _term(order: str, day: int, collection: str) -> str:
    return f"{order}:{day:06d}:{collection}"


def _day(order: str, position: int) -> int:
    """The day of a position: a later one for each later position of the order, or the same."""
    place, block = position >> _SERIAL_BITS, position % (1 << _SERIAL_BITS) >> _BLOCK
    if order == "amount":
        return _PRICED + _size(place) if place else block
    return place // _SECONDS + (block if place == _LATEST else 0)


def _size(place: int) -> int:
    """The length of a number and its first digits, in bits."""
    length = place.bit_length()
    first = (place << _FINENESS >> (length - 1)) % (1 << _FINENESS)
    return (length << _FINENESS) + first


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
        conditions = self._build.undated(query) + self._beyond(query, step, downwards)
        found: list[tuple[tantivy.DocAddress, int]] = []
        for days in self._stretches(query, step.position, downwards, wanted):
            found = self._search(conditions + self._on(query, days), query.order, downwards, wanted)
            if len(found) == wanted:
                break
        page = found[skipped : wanted - 1]
        return (page[::-1] if step.backwards else page), len(found) == wanted

    def at_most(self, query: Query) -> int:
        """The fewest rows that any one of the conditions leaves."""
        held = [self._held(query, order) for order in (_order(query), *_limited(query))]
        return min(held + self._with_filters(query))

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
        """The days on the way that should hold enough, then eight times as many; then all, which need not be named."""
        days = self._days(query, _order(query))
        if position is not None:
            here = _day(_order(query), position)
            days = [(day, size) for day, size in days if (day <= here if downwards else day >= here)]
        if downwards:
            days = days[::-1]
        total = sum(size for _, size in days)
        need = int(_SPARE * wanted / max(self._share(query), 1e-9))
        fewest = min([total, *self._with_filters(query)])
        for _ in range(_TRIES):
            if need >= total / 2:
                break
            taken = _enough(days, need)
            if taken > _MOST_DAYS or taken * _INSTEAD_OF_A_DAY > fewest:
                break
            yield [day for day, _ in days[:taken]]
            need *= _FURTHER
        yield None

    def _on(self, query: Query, days: list[int] | None) -> list[tantivy.Query]:
        """The query's dates, and those days of its order, or any."""
        order = _order(query)
        if days is None:
            return [one for limited in _limited(query) for one in self._inside(query, limited)]
        others = [
            one for limited in _limited(query) if limited != order for one in self._inside(query, limited)
        ]
        return [*self._named(query, order, days), *others]

    def _inside(self, query: Query, order: str) -> list[tantivy.Query]:
        """The query's limits on the time of an order."""
        days = [day for day, _ in self._days(query, order)]
        return self._build.dated(query, order) if len(days) > _MOST_DAYS else self._named(query, order, days)

    def _named(self, query: Query, order: str, days: Sequence[int]) -> list[tantivy.Query]:
        """Those days by name. Of days that no date cuts, no row's time is read."""
        terms = [_term(order, day, name) for day in days for name in self._counts(order)[day]]
        exactly = [] if _are_whole(query, order, days) else self._build.dated(query, order)
        return [self._build.on_days(terms), *exactly]

    def _held(self, query: Query, order: str) -> int:
        """How many documents the days of an order hold, as the query's dates leave them."""
        return sum(size for _, size in self._days(query, order))

    def _days(self, query: Query, order: str) -> list[tuple[int, int]]:
        """Days and how many documents they hold, the first day first; those that the query's dates leave."""
        which = (order, tuple(query.collections))
        if which not in self._calendar.sizes:
            self._calendar.sizes[which] = [
                (
                    day,
                    sum(
                        n for name, n in counts.items() if name in query.collections or not query.collections
                    ),
                )
                for day, counts in self._counts(order).items()
            ]
        sizes = self._calendar.sizes[which]
        if order not in _limited(query):
            return sizes
        low, high = limits(query, order)
        first, last = (low or 0) // _SECONDS, (_LATEST if high is None else high) // _SECONDS
        return [(day, size) for day, size in sizes if first <= day <= min(last, _LAST_DAY - 1)]

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
        total = max(self._held(query, _order(query)), 1)
        share = 1.0
        for order in _limited(query):
            if order != _order(query):
                share *= min(self._held(query, order) / total, 1.0)
        for name, values in query.filters.items():
            if values:
                share *= min(self._with_any(name, values) / total, 1.0)
        return share

    def _with_filters(self, query: Query) -> list[int]:
        """How many documents each of the filters leaves, by itself."""
        return [self._with_any(name, values) for name, values in query.filters.items() if values]

    def _with_any(self, name: str, values: Sequence[str]) -> int:
        if not name.isidentifier():
            return 0
        return sum(self._searcher.doc_freq(f"facets.{name}", value) for value in values)


def _enough(days: Sequence[tuple[int, int]], need: int) -> int:
    """How many of the days, the first first, hold what is needed."""
    held = accumulate(size for _, size in days)
    return next(number for number, so_far in enumerate(held, start=1) if so_far >= need)


def _limited(query: Query) -> list[str]:
    """The orders whose time the query limits."""
    return [order for order in DATED if limits(query, order) != (None, None)]


def _are_whole(query: Query, order: str, days: Sequence[int]) -> bool:
    """Whether the query's dates take in every one of the days from its first second to its last.

    On the first of all days lie rows that have no time, on the last whatever comes after it: both are looked at.
    """
    low, high = limits(query, order)
    first = 1 if low is None else max(1, -(-low // _SECONDS))
    after = (_LATEST if high is None else min(high + 1, _LATEST)) // _SECONDS
    return all(first <= day < after for day in days)


def _order(query: Query) -> str:
    return query.order if query.order in WALKED else "newest"
