"""A list page (列表页) from a URL: words, filters with counts, chips, order, pages, and what to relax when nothing fits.

Every state of the page stands in its URL, so that the back button, a bookmark and a colleague see the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from greenbridge.core.kept import Kept
from greenbridge.core.text import clean_line
from greenbridge.search import queries
from greenbridge.search.queries import Query, Results

PAGE_SIZE = 20
LAST_PAGE = 100
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


@dataclass(frozen=True)
class ShownOption:
    """A value with its count, as the page shows it."""

    value: str
    label: str
    count: int
    is_chosen: bool
    depth: int


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
class Pager:
    number: int
    total_pages: int
    previous_url: str
    next_url: str


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


@dataclass(frozen=True)
class List:
    """A kind of list page: one collection, its filters and orders. ``build`` makes one page of it."""

    collection: str
    filters: Sequence[Filter]
    orders: Mapping[str, str]
    """Engine order → words that state it; the first one is the default."""

    always: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Filters that hold whatever the URL says."""

    @property
    def parameters(self) -> list[str]:
        """What ``build`` reads of the address."""
        return ["q", "order", "page", *(f.name for f in self.filters)]

    def build(
        self,
        params: QueryDict,
        *,
        narrow: Mapping[str, Any] | None = None,
        said: Mapping[str, str] | None = None,
    ) -> ListPage:
        """The page that the URL asks for.

        ``narrow`` adds to the query what is no facet, such as dates; ``said`` names it for the reader, parameter by
        parameter, so that it can be taken off again.
        """
        words = clean_line(params.get("q", ""))[:WORDS_LIMIT]
        ticked = self._ticked(params)
        chosen = {
            f.name: _deepest(ticked[f.name]) if f.nests else ticked[f.name]
            for f in self.filters
            if f.name in ticked
        }
        order = self._order(params, words)
        page = _page_number(params)
        query = Query(
            words=words,
            collections=(self.collection,),
            filters={**self.always, **chosen},
            mode="all",
            order=order,
            count_facets=tuple(f.name for f in self.filters),
            page=page,
            page_size=PAGE_SIZE,
            **(narrow or {}),
        )
        results = queries.search(query)
        facets = [self._facet(f, results, ticked.get(f.name, [])) for f in self.filters]
        return ListPage(
            words=words,
            total=results.total,
            hits=[found.hit for found in results.found],
            facets=facets,
            chips=_chips(params, words, said or {}, facets, chosen),
            clear_url="?",
            orders=self._orders(params, order),
            pager=_pager(params, page, results.total),
            relaxations=_relaxations(params, query, facets) if not results.total else [],
        )

    def _ticked(self, params: QueryDict) -> dict[str, list[str]]:
        ticked = {f.name: [v for v in params.getlist(f.name) if v][:50] for f in self.filters}
        return {name: values for name, values in ticked.items() if values}

    def _order(self, params: QueryDict, words: str) -> str:
        asked = params.get("order", "")
        if asked in self.orders:
            return asked
        return "relevance" if words else next(iter(self.orders))

    def _orders(self, params: QueryDict, order: str) -> list[Order]:
        return [
            Order(value, label, _url(params, order=value), value == order)
            for value, label in self.orders.items()
        ]

    def _facet(self, spec: Filter, results: Results, chosen: Sequence[str]) -> Facet:
        """The filter with its counts. The same counts and choices give the same facet, which is kept."""
        counts = results.facets.get(spec.name, {})
        key = (self.collection, spec.name, frozenset(counts.items()), tuple(chosen))
        return _facets.one(key, lambda: self._made_facet(spec, counts, chosen))

    def _made_facet(self, spec: Filter, counts: Mapping[str, int], chosen: Sequence[str]) -> Facet:
        options = [
            ShownOption(value, label, counts.get(value, 0), value in chosen, depth)
            for value, label, depth in spec.choices(counts, chosen)
        ]
        if not spec.keeps_empty:
            options = [option for option in options if option.count or option.is_chosen]
        return Facet(spec.name, spec.title, options)


def _url(params: QueryDict, **changes: str | None) -> str:
    """The page's address with some parameters changed or (None) dropped, back on its first page."""
    copy = params.copy()
    copy.pop("page", None)
    for name, value in changes.items():
        copy.pop(name, None)
        if value is not None:
            copy[name] = value
    return "?" + copy.urlencode()


def _without(params: QueryDict, name: str, value: str) -> str:
    kept = [
        (n, v)
        for n, values in params.lists()
        for v in values
        if n != "page" and (n, v) != (name, value) and v
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
    chips = [Chip(f"“{words}”", _url(params, q=None))] if words else []
    chips += [Chip(label, _url(params, **{name: None})) for name, label in said.items()]
    for facet in facets:
        narrowing = [o for o in facet.options if o.value in chosen.get(facet.name, ())]
        chips += [Chip(o.label, _without(params, facet.name, o.value)) for o in narrowing]
    return chips


def _relaxations(params: QueryDict, query: Query, facets: Sequence[Facet]) -> list[tuple[str, str, int]]:
    """Which single condition to drop, and how many results that would give."""
    chosen = {f.name: (f.title, "、".join(o.label for o in f.options if o.is_chosen)) for f in facets}
    offers = []
    for relaxed in queries.relaxations(query):
        if relaxed.name == "words":
            offers.append((f"不限关键词“{query.words}”", _url(params, q=None), relaxed.total))
        elif relaxed.name in chosen:
            title, labels = chosen[relaxed.name]
            offers.append((f"不限{title}（{labels}）", _url(params, **{relaxed.name: None}), relaxed.total))
    return offers


def _page_number(params: QueryDict) -> int:
    asked = params.get("page", "")
    return (
        min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    )


def _pager(params: QueryDict, page: int, total: int) -> Pager:
    pages = min(max(-(-total // PAGE_SIZE), 1), LAST_PAGE)
    return Pager(
        number=page,
        total_pages=pages,
        previous_url=_url(params) + f"&page={page - 1}" if page > 1 else "",
        next_url=_url(params) + f"&page={page + 1}" if page < pages else "",
    )
