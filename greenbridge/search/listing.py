"""A list page (列表页) from a URL: words, filters with counts, chips, order, pages, and what to relax when nothing fits.

Every state of the page stands in its URL, so that the back button, a bookmark and a colleague see the same.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from greenbridge.core.kept import Kept
from greenbridge.core.text import clean_line
from greenbridge.search import list_pages, queries
from greenbridge.search.index import TIMES
from greenbridge.search.list_pages import (
    PLACES,
    Pager,
    page_number,
    searched,
    url_of,
    walked_page,
    ways_back,
)
from greenbridge.search.queries import Query, Relaxation, Results
from greenbridge.search.tallies import Tallied

WORDS_LIMIT = 100


Option = tuple[str, str, int]
"""A value that a filter offers: value, label, depth in its tree."""


@dataclass(frozen=True)
class Filter:
    """A filter of a list page. ``choices`` gets the counts and what is chosen, and returns the values to offer."""

    name: str
    title: str
    choices: Callable[[Mapping[str, int], Sequence[str]], list[Option]]
    keeps_empty: bool = False
    """Whether values without any result are offered too."""

    nests: bool = False
    """Whether a value contains those that begin with it: then choosing 苏州市 below 江苏省 narrows to 苏州市."""

    together: bool = False
    """Whether of several values all must hold, not just any."""

    grades: Mapping[str, str] = field(default_factory=dict)
    """Steps that make the values stricter, by their value in the URL, under the parameter ``by``: HW17 becomes HW17@1000."""

    by: str = ""

    def graded(self, params: QueryDict) -> str:
        """What the step that the URL asks for adds to each value."""
        step = params.get(self.by, "")
        return f"@{step}" if step in self.grades else ""

    def counts(self, counts: Mapping[str, int], grade: str) -> Mapping[str, int]:
        """The counts of the plain values, as that step leaves them."""
        if not self.by:
            return counts
        parted = ((*value.partition("@"), n) for value, n in counts.items())
        return {value: n for value, at, step, n in parted if at + step == grade}


@dataclass(frozen=True)
class Held:
    """A condition that is no facet of the page (距离): values of a filter of the index, and its words for the reader.

    ``wider`` offers the same with other parameters, the nearest first, in case nothing is found.
    """

    name: str
    values: Sequence[str]
    label: str
    parameters: tuple[str, ...]
    wider: Sequence[tuple[str, Mapping[str, str], Sequence[str]]] = ()
    together: bool = False
    """Whether of several values all must hold."""


@dataclass(frozen=True)
class Span:
    """A condition on a time that every row has (发布日期), under the query's name for it (published).

    ``said`` is what it says to the reader, parameter by parameter, so that each can be taken off again.
    """

    name: str
    title: str
    said: Mapping[str, str]
    low: dt.datetime | None = None
    high: dt.datetime | None = None

    @property
    def limits(self) -> Mapping[str, Any]:
        """The same as the query has it."""
        return {f"{self.name}_from": self.low, f"{self.name}_to": self.high}


@dataclass(frozen=True)
class ShownOption:
    """A value with its count, as the page shows it."""

    value: str
    label: str
    count: int
    is_chosen: bool
    depth: int
    at_least: bool = False


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    options: list[ShownOption]


_facets: Kept[object, Facet] = Kept(most=500)


@dataclass(frozen=True)
class Chip:
    label: str
    url: str


@dataclass(frozen=True)
class Order:
    value: str
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class ListPage:
    """What ``ui/list.html`` shows."""

    words: str
    total: int
    hits: list[Any]
    facets: list[Facet]
    chips: list[Chip]
    clear_url: str
    orders: list[Order]
    pager: Pager
    relaxations: list[tuple[str, str, int]] = field(default_factory=list)
    at_least: bool = False
    """Whether the total was not counted to its end."""

    has_floors: bool = False
    """Whether some options were not, whatever the total was."""

    counted_at: dt.datetime | None = None
    """When the counts were made; empty for this moment."""

    ways_back: Sequence[tuple[str, str]] = ()
    """From a page beyond the end of the list: to its first page, and to the last where that is known."""


@dataclass(frozen=True)
class List:
    """A kind of list page: one collection, its filters and orders. ``build`` makes one page of it."""

    collection: str
    filters: Sequence[Filter]
    orders: Mapping[str, str]
    """Engine order → words that state it; the first one is the default."""

    always: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Filters that hold unless the URL says otherwise."""

    mode: str = "all"
    """How many of the words a row must have: "all" or "any"."""

    find: Callable[[Query], Results] = queries.search
    """Who finds the rows of an order that is not walked: a hall may rank by more than one of its collections."""

    @property
    def parameters(self) -> list[str]:
        """What ``build`` reads of the address."""
        return [
            "q",
            "order",
            *PLACES,
            *(f.name for f in self.filters),
            *(f.by for f in self.filters if f.by),
        ]

    def is_long(self) -> bool:
        """Whether the whole list may be too long to be counted as of the moment."""
        return queries.is_long(self._query(self.always, order=TIMES[0]))

    def tallied(self) -> Tallied:
        """The counts of the whole list."""
        return queries.tallied(self._query(self.always, order=TIMES[0]))

    def build(
        self,
        params: QueryDict,
        *,
        narrow: Mapping[str, Any] | None = None,
        said: Mapping[str, str] | None = None,
        held: Sequence[Held] = (),
        spans: Sequence[Span] = (),
    ) -> ListPage:
        """The page that the URL asks for.

        ``narrow`` adds to the query what is no facet; ``said`` names it for the reader, parameter by parameter, so
        that it can be taken off again. ``held`` are conditions on filters that the page does not list.
        """
        query = self.asked(params, narrow=narrow, held=held, spans=spans)
        said = {name: words for span in spans for name, words in span.said.items()} | dict(said or {})
        shown = walked_page(params, query) if query.is_walked else searched(params, query, self.find)
        ticked = self._ticked(params)
        facets = [
            self._facet(f, shown.counts, ticked.get(f.name, []), f.graded(params)) for f in self.filters
        ]
        return ListPage(
            words=query.words,
            total=shown.counts.total,
            hits=shown.hits,
            facets=facets,
            chips=[
                *_chips(params, query.words, said, facets, self._narrowing(params)),
                *(Chip(one.label, url_of(params, **dict.fromkeys(one.parameters))) for one in held),
            ],
            clear_url="?",
            orders=self._orders(params, query),
            pager=shown.pager,
            relaxations=self._offers(params, query, facets, held, spans) if not shown.counts.total else [],
            at_least=shown.counts.is_floor,
            has_floors=bool(shown.counts.floors),
            counted_at=shown.counts.counted_at,
            ways_back=ways_back(params, shown),
        )

    def asked(
        self,
        params: QueryDict,
        *,
        narrow: Mapping[str, Any] | None = None,
        held: Sequence[Held] = (),
        spans: Sequence[Span] = (),
    ) -> Query:
        """What the URL asks of the index."""
        words = clean_line(params.get("q", ""))[:WORDS_LIMIT]
        narrowing = self._narrowing(params)
        chosen = {
            f.name: [value + f.graded(params) for value in narrowing[f.name]]
            for f in self.filters
            if f.name in narrowing
        }
        return self._query(
            {**self.always, **chosen, **{one.name: one.values for one in held}},
            [one.name for one in held if one.together],
            words=words,
            order=self._order(params, words),
            page=page_number(params),
            **(narrow or {}),
            **{name: limit for span in spans for name, limit in span.limits.items()},
        )

    def _query(
        self, filters: Mapping[str, Sequence[str]], together: Sequence[str] = (), **asked: Any
    ) -> Query:
        names = tuple(f.name for f in self.filters)
        return Query(
            collections=(self.collection,),
            filters=filters,
            mode=self.mode,
            count_facets=names,
            together=(*(f.name for f in self.filters if f.together), *together),
            page_size=list_pages.PAGE_SIZE,
            **asked,
        )

    def _ticked(self, params: QueryDict) -> dict[str, list[str]]:
        ticked = {f.name: [v for v in params.getlist(f.name) if v][:50] for f in self.filters}
        return {name: values for name, values in ticked.items() if values}

    def _narrowing(self, params: QueryDict) -> dict[str, list[str]]:
        """What is ticked, without the regions around a narrower one."""
        ticked, nests = self._ticked(params), {f.name for f in self.filters if f.nests}
        return {name: _deepest(values) if name in nests else values for name, values in ticked.items()}

    def _offers(
        self,
        params: QueryDict,
        query: Query,
        facets: Sequence[Facet],
        held: Sequence[Held],
        spans: Sequence[Span],
    ) -> list[tuple[str, str, int]]:
        """Which condition to make wider or to drop, and how many results that would give."""
        offers = [
            (label, url_of(params, **changes), queries.total(replace(query, filters=filters)))
            for one in held
            for label, changes, values in one.wider
            for filters in [{**query.filters, one.name: values}]
        ]
        wider = [offer for offer in offers if offer[2]][:1] + self._usual(params, query)
        besides = {one.name: (one.label, one.parameters) for one in held}
        besides |= {span.name: (span.title, tuple(span.said)) for span in spans}
        usual = self.always.keys()
        relaxed = [one for one in queries.relaxations(query) if one.name not in usual]
        return [*wider, *_relaxations(params, query, relaxed, facets, besides, self._graded(params))]

    def _usual(self, params: QueryDict, query: Query) -> list[tuple[str, str, int]]:
        """Back to what the list shows where the URL says nothing, filter by filter."""
        ticked = self._ticked(params)
        offers = [
            (
                f"不限{one.title}",
                url_of(params, **{one.name: None}),
                queries.total(replace(query, filters=filters)),
            )
            for one in self.filters
            if one.name in self.always and one.name in ticked
            for filters in [{**query.filters, one.name: self.always[one.name]}]
        ]
        return [offer for offer in offers if offer[2]]

    def _graded(self, params: QueryDict) -> Mapping[str, str]:
        return {f.name: f.graded(params) for f in self.filters}

    def _order(self, params: QueryDict, words: str) -> str:
        asked = params.get("order", "")
        if asked in self._offered(words):
            return asked
        return "relevance" if words else next(iter(self.orders))

    def _orders(self, params: QueryDict, query: Query) -> list[Order]:
        return [
            Order(value, self.orders[value], url_of(params, order=value), value == query.order)
            for value in self._offered(query.words)
        ]

    def _offered(self, words: str) -> list[str]:
        """The orders that can be chosen: to no words nothing is more relevant."""
        return [order for order in self.orders if words or order != "relevance"]

    def _facet(self, spec: Filter, tallied: Tallied, chosen: Sequence[str], grade: str) -> Facet:
        """The filter with its counts. The same counts and choices give the same facet, which is kept."""
        counts, at_least = (
            spec.counts(tallied.facets.get(spec.name, {}), grade),
            spec.name in tallied.floors,
        )
        key = (self.collection, spec.name, frozenset(counts.items()), at_least, tuple(chosen))
        return _facets.one(key, lambda: self._made_facet(spec, counts, chosen, at_least))

    def _made_facet(
        self, spec: Filter, counts: Mapping[str, int], chosen: Sequence[str], at_least: bool
    ) -> Facet:
        options = [
            ShownOption(value, label, counts.get(value, 0), value in chosen, depth, at_least)
            for value, label, depth in spec.choices(counts, chosen)
        ]
        if not spec.keeps_empty:
            options = [option for option in options if option.count or option.is_chosen]
        return Facet(spec.name, spec.title, options)


def _without(params: QueryDict, name: str, value: str) -> str:
    kept = [
        (n, v)
        for n, values in params.lists()
        for v in values
        if n not in PLACES and (n, v) != (name, value) and v
    ]
    return "?" + urlencode(kept)


def _deepest(values: Sequence[str]) -> list[str]:
    """Without those that another one narrows: of 32, 3205 and 31 there remain 3205 and 31."""
    return [v for v in values if not any(other != v and other.startswith(v) for other in values)]


def _chips(
    params: QueryDict,
    words: str,
    said: Mapping[str, str],
    facets: Sequence[Facet],
    chosen: Mapping[str, Sequence[str]],
) -> list[Chip]:
    """What narrows the list, each with the address of the page without it."""
    chips = [Chip(f"“{words}”", url_of(params, q=None))] if words else []
    chips += [Chip(label, url_of(params, **{name: None})) for name, label in said.items()]
    for facet in facets:
        narrowing = [o for o in facet.options if o.value in chosen.get(facet.name, ())]
        chips += [Chip(o.label, _without(params, facet.name, o.value)) for o in narrowing]
    return chips


def _relaxations(
    params: QueryDict,
    query: Query,
    relaxed_by: Sequence[Relaxation],
    facets: Sequence[Facet],
    besides: Mapping[str, tuple[str, tuple[str, ...]]],
    graded: Mapping[str, str],
) -> list[tuple[str, str, int]]:
    """Which single condition to drop, and how many results that would give.

    ``besides`` names the conditions that are no facets, with the parameters that set them.
    """
    labels_of = {(f.name, o.value): o.label for f in facets for o in f.options}
    chosen = {f.name: (f.title, "、".join(o.label for o in f.options if o.is_chosen)) for f in facets}
    offers = []
    for relaxed in relaxed_by:
        if relaxed.name == "word":
            offers.append((f"不限“{relaxed.value}”", url_of(params, q=relaxed.query.words), relaxed.total))
        elif relaxed.name == "words":
            offers.append((f"不限关键词“{query.words}”", url_of(params, q=None), relaxed.total))
        elif relaxed.name in besides:
            title, names = besides[relaxed.name]
            offers.append((f"不限{title}", url_of(params, **dict.fromkeys(names)), relaxed.total))
        elif relaxed.name in chosen and len(relaxed.values) < len(query.filters[relaxed.name]):
            value = relaxed.value.removesuffix(graded[relaxed.name])
            label = labels_of.get((relaxed.name, value), value)
            offers.append((f"不要求{label}", _without(params, relaxed.name, value), relaxed.total))
        elif relaxed.name in chosen:
            title, labels = chosen[relaxed.name]
            offers.append((f"不限{title}（{labels}）", url_of(params, **{relaxed.name: None}), relaxed.total))
    return offers
