"""Lists in order of time, amount or rank, walked from one end or from a row, day by day.

Every document has a position in each such order of its hall's list, a whole number that no other document of its
collection has: its second, then its serial number. A page is what follows a position. It is looked for among the nearest days that should
hold enough of what is asked, as the index knows without looking how many documents each day and each value has; where
they do not, among the next ones, as many as the first ones tell, and then everywhere. So a page of a long list costs
what one of a short list does, the last one too. Where few documents have a value, all of them are looked at in less time.

In the order of amounts the place of the second is taken by the yuan, and that of the day by all amounts that begin with
the same two digits. The round one of them, which many rows share, makes days of its own, parted by serial numbers, and
so does what has no amount, or no deadline. In the order of ranks a rank from 0 to 1 is one of four billion places, of which
five hundred that follow each other make a day.

The documents of a day make strands: one for each collection, and where a hall says what is open and what has ended, for
either. What is open lies on a few days of many.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple

import tantivy

from greenbridge.search.documents import Document
from greenbridge.search.index import WALKED, Query, Step
from greenbridge.search.tantivy_query import DATED, QueryBuilder, either, every, in_halls, limits, seconds

_SERIAL_BITS = 31
_LATEST = 2**32 - 1  # seconds: what has no deadline comes after everything that has one
_SECONDS = 86_400  # of a day
_AHEAD = (
    28_800  # seconds: days begin when they do in Shanghai, so that limits given as dates of today cut none
)
_LAST_DAY = (_LATEST + _AHEAD) // _SECONDS  # from here on stands what has no deadline
_YUAN = 100  # 分
_BLOCK = 13  # bits: so many serial numbers of what has no deadline, or no amount, make a day
_PRICED = 1 << (
    _SERIAL_BITS - _BLOCK
)  # what has an amount comes on later days than all of those that have none
_ALIKE = 15  # bits: so many serial numbers of the same round amount make a day
_NOT_ROUND = 1 << (_SERIAL_BITS - _ALIKE)  # the day of all others that begin with its digits
_ALIKE_IN_RANK = 9  # bits: ranks that differ by less make a day, of eight million
_SPARE = 2  # how many times what is needed the nearest days should hold
_FURTHER = 8
_TRIES = 2
_INSTEAD_OF_A_DAY = 200  # documents are looked at in the time that it takes to name one
_MOST_DAYS = 400  # of more, the days are not named: then nearly all are meant
_FURTHEST = 2**63 - 1  # no day comes after it
_STRAND = "state"  # the filter whose values make strands of their own

DayCounts = dict[int, dict[str, int]]


@dataclass(frozen=True)
class Days:
    """Days on which something lies, in order, and how much lies before each of them and altogether (``sums``); of these,
    those from ``start`` to the one before ``stop``."""

    numbers: Sequence[int]
    sums: Sequence[int]
    start: int
    stop: int

    @classmethod
    def of(cls, sizes: Sequence[tuple[int, int]]) -> "Days":
        sums = [0, *accumulate(size for _, size in sizes)]
        return cls([day for day, _ in sizes], sums, 0, len(sizes))

    @property
    def held(self) -> int:
        return self.sums[self.stop] - self.sums[self.start]

    @property
    def named(self) -> Sequence[int]:
        return self.numbers[self.start : self.stop]

    def __len__(self) -> int:
        return self.stop - self.start

    def between(self, low: int, high: int) -> "Days":
        """Those from one day to another, both included."""
        start = max(self.start, bisect_left(self.numbers, low))
        return replace(self, start=start, stop=max(start, min(self.stop, bisect_right(self.numbers, high))))

    def nearest(self, need: int, downwards: bool) -> "Days":
        """The fewest days from one end that hold what is needed. Expects that all of them hold more."""
        if downwards:
            return replace(self, start=bisect_right(self.sums, self.sums[self.stop] - need) - 1)
        return replace(self, stop=bisect_left(self.sums, self.sums[self.start] + need))

    def beyond(self, near: "Days") -> "Days":
        """Those that are left without the ones at one end."""
        if near.start == self.start:
            return replace(self, start=near.stop)
        return replace(self, stop=near.start)


class Order(NamedTuple):
    """How many documents of each strand lie on each day of one order, and which strands there are."""

    counts: DayCounts
    strands: frozenset[str]


@dataclass
class Calendar:
    """The days of each order, those of several strands together, and what finds a day; made once for each state of the
    index."""

    orders: dict[str, Order] = field(default_factory=dict)
    days: dict[tuple[str, frozenset[str]], Days] = field(default_factory=dict)
    named: dict[tuple[str, int, str], tantivy.Query] = field(default_factory=dict)


def positions(document: Document) -> dict[str, int]:
    """Where a document stands in each order in which its hall's list is walked."""
    places = {
        "newest": _second(document.published, 0),
        "updated": _second(document.updated, 0),
        "deadline": _second(document.deadline, _LATEST),
        "amount": 0 if document.amount is None else 1 + _within(document.amount // _YUAN, _LATEST - 1),
        "rank": _within(int(document.rank * _LATEST), _LATEST),
    }
    serial = document.serial % (1 << _SERIAL_BITS)
    return {order: (places[order] << _SERIAL_BITS) + serial for order in WALKED if order in document.orders}


def _second(moment: datetime | None, unknown: int) -> int:
    second = seconds(moment)
    return unknown if second is None else _within(second, _LATEST)


def _within(number: int, most: int) -> int:
    return max(0, min(number, most))


def field_of(order: str) -> str:
    """The field with the positions of an order."""
    return f"at_{order}"


def strands_of(document: Document) -> list[str]:
    """The strands that a document belongs to. What is not public is in none."""
    values = (document.facets.get(_STRAND) or [""]) if document.is_public else []
    return [f"{document.collection}/{value}" for value in values]


def day_of(order: str, position: int, strand: str) -> str:
    """The term that finds the documents of a strand on a day."""
    return _term(order, _day(order, position), strand)


def _term(order: str, day: int, strand: str) -> str:
    return f"{order}:{day:09d}:{strand}"


def _day(order: str, position: int) -> int:
    """The day of a position: a later one for each later position of the order, or the same."""
    place, block = position >> _SERIAL_BITS, position % (1 << _SERIAL_BITS) >> _BLOCK
    if order == "rank":
        return place >> _ALIKE_IN_RANK
    if order == "amount":
        return _PRICED + _priced(place - 1, position % (1 << _SERIAL_BITS) >> _ALIKE) if place else block
    return _date(place) + (block if place == _LATEST else 0)


def _date(second: int) -> int:
    return (second + _AHEAD) // _SECONDS


def _priced(yuan: int, block: int) -> int:
    """By the number of digits, the first two, and of a round amount the block of serial numbers."""
    digits = len(str(yuan))
    unit: int = 10 ** max(digits - 2, 0)
    return (100 * digits + yuan // unit) * (_NOT_ROUND + 1) + (_NOT_ROUND if yuan % unit else block)


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
        beyond = self._beyond(query, step, downwards)
        found: list[tuple[tantivy.DocAddress, int]] = []
        days, share = self._on_the_way(query, step.position, downwards), self._share(query)
        for _ in range(_TRIES):
            missing = wanted - len(found)
            near = self._nearest(query, days, missing / share, downwards) if missing else None
            if near is None:
                break
            conditions = self._conditions(query, near.named) + beyond
            found += self._search(conditions, query.order, downwards, missing)
            days, share = days.beyond(near), max(len(found), 1) / near.held
        if len(found) < wanted:
            found = self._search(self._conditions(query, None) + beyond, query.order, downwards, wanted)
        page = found[skipped : wanted - 1]
        return (page[::-1] if step.backwards else page), len(found) == wanted

    def at_most(self, query: Query) -> int:
        """The fewest rows that any one of the conditions leaves."""
        held = [self._days(query, order).held for order in (_order(query), *_limited(query))]
        return min(held + self._with_filters(query))

    def beginning(self, query: Query, rows: int) -> list[tantivy.Query]:
        """The query's conditions, and one that leaves about so many of the rows that come first.

        Without a number, and where that would be most of the rows, the conditions alone.
        """
        downwards = query.order != "deadline"
        days = self._on_the_way(query, None, downwards)
        near = self._nearest(query, days, rows / self._share(query), downwards) if rows else None
        return self._conditions(query, None if near is None else near.named)

    def around(self, query: Query, wanted: int) -> Iterator[list[str]]:
        """Ever more of the places that the query weighs, the heaviest first; at last none: everywhere."""
        order = _order(query)
        of_strands = self._all_days(query, order).held / max(self._of_collections(query, order), 1)
        need = _SPARE * wanted / max(self._share(query) * of_strands, 1e-9)
        named, held = [], 0
        for place in sorted(query.near, key=lambda code: -query.near[code]):
            named.append(place)
            held += self._with_any(query, "place", [place])
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
        return [(address, int(position or 0)) for position, address in hits]

    def _beyond(self, query: Query, step: Step, downwards: bool) -> list[tantivy.Query]:
        if step.position is None:
            return []
        low, high = (None, step.position - 1) if downwards else (step.position + 1, None)
        return [self._build.between(field_of(query.order), low, high)]

    def _on_the_way(self, query: Query, position: int | None, downwards: bool) -> Days:
        """The days from a position on, or all of the query's."""
        order = _order(query)
        days = self._days(query, order)
        if position is None:
            return days
        here = _day(order, position)
        return days.between(0, here) if downwards else days.between(here, _FURTHEST)

    def _nearest(self, query: Query, days: Days, need: float, downwards: bool) -> Days | None:
        """Those next on the way that should hold enough; None where it is as well to look at all, which need no names."""
        if _SPARE * need >= days.held / 2:
            return None
        near = days.nearest(int(_SPARE * need), downwards)
        is_dear = len(near) > _MOST_DAYS or len(near) * _INSTEAD_OF_A_DAY > min(
            days.held, self.at_most(query)
        )
        return None if is_dear else near

    def _conditions(self, query: Query, days: Sequence[int] | None) -> list[tantivy.Query]:
        """All of the query's, on those days of its order, or any. Hall and state go with the names of days."""
        is_named = days is not None or any(
            len(self._days(query, limited)) <= _MOST_DAYS for limited in _limited(query)
        )
        told = _STRAND if is_named and _STRAND not in query.together else ""
        return self._build.of_list(query, but=told, is_in_hall=is_named) + self._on(query, days)

    def _on(self, query: Query, days: Sequence[int] | None) -> list[tantivy.Query]:
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
        days = self._days(query, order)
        if len(days) > _MOST_DAYS:
            return self._build.dated(query, order)
        return self._named(query, order, days.named)

    def _named(self, query: Query, order: str, days: Sequence[int]) -> list[tantivy.Query]:
        """Those days by name. No row's time is read but of the days that a date cuts."""
        strands, counts = self._strands(query, order), self._calendar_of(order).counts
        uncut, whole, cut = _uncut(query, order), list[tantivy.Query](), list[tantivy.Query]()
        for day in days:
            meant = whole if day in uncut else cut
            meant += [self._on_day(order, day, strand) for strand in strands & counts[day].keys()]
        if not cut:
            return [either(whole)]
        exactly = [either(cut), *self._build.dated(query, order)]
        return [either([either(whole), every(exactly)])] if whole else exactly

    def _on_day(self, order: str, day: int, strand: str) -> tantivy.Query:
        known, name = self._calendar.named, (order, day, strand)
        if name not in known:
            known[name] = self._build.on_day(_term(order, day, strand))
        return known[name]

    def _days(self, query: Query, order: str) -> Days:
        """The days of the query's strands, those that its dates leave."""
        days = self._all_days(query, order)
        if order not in _limited(query):
            return days
        low, high = limits(query, order)
        first, last = (
            _date(_within(low or 0, _LATEST)),
            _date(_within(_LATEST if high is None else high, _LATEST)),
        )
        return days.between(first, min(last, _LAST_DAY - 1))

    def _all_days(self, query: Query, order: str) -> Days:
        strands = self._strands(query, order)
        if (order, strands) not in self._calendar.days:
            counts = self._calendar_of(order).counts.items()
            sizes = [(day, sum(held[strand] for strand in strands & held.keys())) for day, held in counts]
            self._calendar.days[order, strands] = Days.of([(day, size) for day, size in sizes if size])
        return self._calendar.days[order, strands]

    def _strands(self, query: Query, order: str) -> frozenset[str]:
        """Those of the strands there are that the query is about."""
        return frozenset(strand for strand in self._calendar_of(order).strands if _belongs_to(strand, query))

    def _calendar_of(self, order: str) -> Order:
        if order not in self._calendar.orders:
            counts: DayCounts = {}
            for term, size in sorted(self._searcher.terms_with_prefix("day", f"{order}:")):
                _, day, strand = term.split(":", 2)
                counts.setdefault(int(day), {})[strand] = size
            strands = frozenset(strand for held in counts.values() for strand in held)
            self._calendar.orders[order] = Order(counts, strands)
        return self._calendar.orders[order]

    def _share(self, query: Query) -> float:
        """Which part of the query's strands should meet its other conditions, if none of them leans on another."""
        order = _order(query)
        in_strands = max(self._all_days(query, order).held, 1)
        of_collections = max(self._of_collections(query, order), 1)
        share = 1.0
        for other in _limited(query):
            if other != order:
                share *= min(self._days(query, other).held / in_strands, 1.0)
        for name, values in query.filters.items():
            if values and name != _STRAND:
                share *= min(self._with_any(query, name, values) / of_collections, 1.0)
        return max(share, 1e-9)

    def _of_collections(self, query: Query, order: str) -> int:
        """How many documents the query's collections have."""
        return self._all_days(replace(query, filters={}), order).held

    def _with_filters(self, query: Query) -> list[int]:
        """How many documents each of the filters leaves, by itself."""
        return [self._with_any(query, name, values) for name, values in query.filters.items() if values]

    def _with_any(self, query: Query, name: str, values: Sequence[str]) -> int:
        terms = in_halls(query.collections, name, values)
        return sum(self._searcher.doc_freq("within", term) for term in terms)


def _belongs_to(strand: str, query: Query) -> bool:
    collection, _, value = strand.partition("/")
    values = query.filters.get(_STRAND)
    return (not query.collections or collection in query.collections) and (
        not values or (bool(value) and value in values)
    )


def _limited(query: Query) -> list[str]:
    """The orders whose time the query limits."""
    return [order for order in DATED if limits(query, order) != (None, None)]


def _uncut(query: Query, order: str) -> range:
    """The days that the query's dates take in from the first second to the last.

    On the first of all days lie rows that have no time, on the last whatever comes after it: both are looked at.
    """
    if order not in DATED:
        return range(_FURTHEST)
    low, high = limits(query, order)
    after = _LATEST if high is None else min(high + 1, _LATEST)
    return range(-(-(max(low or 0, 1) + _AHEAD) // _SECONDS), _date(after))


def _order(query: Query) -> str:
    return query.order if query.order in WALKED else "newest"
