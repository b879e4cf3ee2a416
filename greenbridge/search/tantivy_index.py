"""The search index, read: web processes do nothing else.

Before each search they look at the time stamp of the generation in use (``tantivy_files``), and open the index anew when
it is not the one they have.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tantivy

from greenbridge.core import divisions
from greenbridge.search.analysis import (
    NOTHING_ASKED,
    Question,
)
from greenbridge.search.index import (
    Counted,
    IndexPage,
    Place,
    Query,
    Step,
    Stretch,
)
from greenbridge.search.tantivy_documents import place_of
from greenbridge.search.tantivy_files import TantivyFiles, damage_reported
from greenbridge.search.tantivy_query import (
    OF_PARTS,
    QueryBuilder,
    Weights,
    every,
    of_few,
    unscored,
)
from greenbridge.search.tantivy_walk import Calendar, Walker, field_of

_DEEPEST = 10_000  # results; a page behind them is empty
_MOST_VALUES = 1_000  # of one facet, the most frequent first
_MOST_COUNTED = 500  # questions whose facet counts a process remembers
_FEW = 1_000  # rows that answer: so many are ranked by the whole sum, of more the best by their words
_HANDFUL = 60  # rows that answer in a hall: so many of several halls are put in order at once
_SMALL = 20_000  # documents of a hall: in a larger one hardly ever a handful answer
_RANKED = 60  # of many rows, how many are ranked by the whole sum; of large pages, those of two
_MANY = 10_000  # rows: of more, options are counted among some of them
_SOME = 1_000

_ORDERS: Mapping[str, dict[str, Any]] = {
    "newest": {"order_by_field": "published", "order": tantivy.Order.Desc},
    "updated": {"order_by_field": "updated", "order": tantivy.Order.Desc},
    "deadline": {"order_by_field": "deadline", "order": tantivy.Order.Asc},
    "amount": {"order_by_field": field_of("amount"), "order": tantivy.Order.Desc},
    "rank": {"order_by_field": field_of("rank"), "order": tantivy.Order.Desc},
    "relevance": {},
}


Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class _Opened:
    """The index as it was read, with what was found out of it so far: the next commit makes both anew.

    ``held`` says how many documents each collection has; ``halls`` is the same where all are public, else empty: only a
    collection's own list leaves out what is not. ``nowhere`` are questions whose words stand in no document.
    """

    stamp: object
    index: tantivy.Index
    held: Mapping[str, int]
    halls: Mapping[str, int]
    counts: dict[object, tuple[Counts, bool]] = field(default_factory=dict)
    counted: dict[object, Counted] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    nowhere: dict[object, bool] = field(default_factory=dict)


class TantivyIndex(TantivyFiles):
    """``SearchIndex`` in files of this machine: what reads them."""

    def __init__(self, directory: Path, of_parts: Weights = OF_PARTS) -> None:
        super().__init__(directory)
        self._build = QueryBuilder(self._schema, of_parts)
        self._opening = threading.Lock()
        self._open: _Opened | None = None

    # --- Reading --------------------------------------------------------------------------------------

    def check(self) -> None:
        self._searcher()

    def search(self, query: Query, question: Question) -> IndexPage:
        opened = self._reading()
        with damage_reported():
            found_by, page = self._found(opened, query, question)
            if not query.count_facets or found_by is None:
                return page
            key = _conditions(query, question)
            if (counted := opened.counts.get(key)) is None:
                among = self._among(opened, query, page.total) if page.total > _MANY else []
                counted = self._facets(opened, query, found_by, among), bool(among)
                if len(opened.counts) < _MOST_COUNTED:
                    opened.counts[key] = counted
            facets, is_of_some = counted
            return replace(page, facets=facets, facets_at_least=is_of_some)

    def facets(self, query: Query, question: Question) -> Mapping[str, Mapping[str, int]]:
        opened = self._reading()
        with damage_reported():
            found_by, page = self._found(opened, replace(query, page=1, page_size=1), question)
            return page.facets if found_by is None else self._facets(opened, query, found_by)

    def _found(
        self, opened: _Opened, query: Query, question: Question
    ) -> tuple[tantivy.Query | None, IndexPage]:
        """What finds the rows, and one page of them; nothing does where the halls have no documents."""
        if query.collections and not any(map(opened.held.get, query.collections)):
            return None, IndexPage(facets={name: {} for name in query.count_facets})
        found_by = self._build.found_by(question, query)
        page = self._page(opened, query, question, found_by)
        if not page.total and (near := self._nearly_named(opened, query, question, found_by)):
            return near, self._page(opened, query, question, near)
        return found_by, page

    def search_each(self, query: Query, question: Question) -> Mapping[str, IndexPage]:
        """Halls where a handful of rows answer are put in order at once; every other by itself."""
        opened = self._reading()
        pages: dict[str, IndexPage] = {}
        small = tuple(name for name in query.collections if 0 < opened.held.get(name, 0) <= _SMALL)
        if len(small) > 1:
            with damage_reported():
                pages = self._handfuls(opened, replace(query, collections=small), question)
        apart = [name for name in query.collections if name not in pages]
        return pages | {name: self.search(replace(query, collections=(name,)), question) for name in apart}

    def _handfuls(self, opened: _Opened, query: Query, question: Question) -> dict[str, IndexPage]:
        """The halls where a handful of rows answer, or none though another has some."""
        searcher, found_by = opened.index.searcher(), self._build.found_by(question, query)
        conditions = self._build.narrowed(found_by, query, opened.halls)
        counted = self._values(searcher, every(conditions), ["collection"], "facets.")["collection"]
        totals = {name: counted.get(name, 0) for name in query.collections}
        pages = {name: IndexPage() for name, total in totals.items() if not total and any(totals.values())}
        handful = {name: total for name, total in totals.items() if 0 < total <= _HANDFUL}
        if len(handful) > 1:
            only = replace(query, collections=tuple(handful))
            rows = every(self._build.narrowed(found_by, only, opened.halls))
            pages |= self._whole_of_each(searcher, rows, question, only, handful)
        return pages

    def _whole_of_each(
        self,
        searcher: tantivy.Searcher,
        rows: tantivy.Query,
        question: Question,
        query: Query,
        totals: Mapping[str, int],
    ) -> dict[str, IndexPage]:
        """A few rows of several halls, put in order by the whole sum: the first page of each."""
        asked = of_few(rows, ranked_by=self._build.ranked_by(question, query.as_parts))
        most = max(_RANKED, 2 * query.page_size) * len(totals)
        shown: dict[str, list[tuple[Place, float]]] = {name: [] for name in totals}
        for key, at in searcher.search(asked, most, count=False, **_ORDERS["relevance"]).hits:
            place = self._place(searcher, at)
            if len(shown[place[0]]) < query.page_size:
                shown[place[0]].append((place, _score(key)))
        return {name: IndexPage(tuple(places), totals[name]) for name, places in shown.items()}

    def suggest(self, question: Question, collections: Sequence[str], limit: int) -> list[Place]:
        opened = self._reading()
        searcher = opened.index.searcher()
        hits: Sequence[Any] = ()
        with damage_reported():
            titled = self._build.titled(question)
            for among in self._foremost(opened, question, collections):
                asked = every([titled, unscored(every(among))])
                hits = searcher.search(asked, limit, count=False).hits
                if len(hits) == limit:
                    break
            return [self._place(searcher, address) for _, address in hits]

    def _foremost(
        self, opened: _Opened, question: Question, collections: Sequence[str]
    ) -> Iterator[list[tantivy.Query]]:
        """Where to look for titles: where many may be found, first among so many documents that a thousand should be."""
        searcher = opened.index.searcher()
        walker = Walker(searcher, self._build, opened.calendar)
        halls = Query(collections=tuple(collections), order="rank")
        held = sum(opened.held.get(name, 0) for name in collections)
        most = min(self._build.titled_at_most(question, searcher.doc_freq), held)
        if most > _FEW:
            yield walker.beginning(halls, _FEW * held // most)
        yield walker.beginning(halls, 0)

    def stats(self) -> dict[str, int]:
        return self._values(self._searcher(), tantivy.Query.all_query(), ["collection"], "")["collection"]

    def keys(self, collection: str) -> set[str]:
        listed = self._searcher().terms_with_prefix("id", f"{collection}:", tantivy.Query.all_query())
        return {place.partition(":")[2] for place, living in listed if living}

    def _nearly_named(
        self, opened: _Opened, query: Query, question: Question, found_by: tantivy.Query
    ) -> tantivy.Query | None:
        """The next best thing for words that stand nowhere; never for words that the filters alone shut out.

        Whether they stand anywhere is looked up once: a page of several halls asks for each that has nothing.
        """
        key = question, query.mode, query.as_parts
        if key not in opened.nowhere:
            if len(opened.nowhere) >= _MOST_COUNTED:
                opened.nowhere.clear()
            opened.nowhere[key] = not opened.index.searcher().search(found_by, 1, count=False).hits
        return self._build.nearly_named(question) if opened.nowhere[key] else None

    def _page(self, opened: _Opened, query: Query, question: Question, found_by: tantivy.Query) -> IndexPage:
        searcher, order = opened.index.searcher(), _order(query, question)
        conditions = self._build.narrowed(found_by, query, opened.halls)
        size = max(1, query.page_size)
        offset = max(0, query.page - 1) * size
        is_too_deep = offset + size > _DEEPEST
        if order == "relevance" and not is_too_deep:
            return self._best(searcher, conditions, question, query, offset, size)
        first = 0 if is_too_deep else offset
        if order == "nearest":
            hits, total = self._nearest(opened, query, conditions, first, size)
        else:
            result = searcher.search(
                every(conditions), size, offset=first, count=query.counted, **_ORDERS[order]
            )
            hits, total = result.hits, result.count if query.counted else first + len(result.hits)
        shown = () if is_too_deep else hits
        return IndexPage(tuple((self._place(searcher, at), _score(key)) for key, at in shown), total)

    def _nearest(
        self, opened: _Opened, query: Query, conditions: Sequence[tantivy.Query], offset: int, size: int
    ) -> tuple[Sequence[Any], int]:
        """The rows at the heaviest places, and how many there are, or where nobody asks that, at least are."""
        searcher, closeness = opened.index.searcher(), self._build.closeness(query.near)
        walker = Walker(searcher, self._build, opened.calendar)
        hits: Sequence[Any] = ()
        total = 0
        for places in [[]] if query.counted else walker.around(query, offset + size):
            around = [self._build.any_value("place", places)] if places else []
            asked = every([unscored(every([*conditions, *around]))], ranked_by=closeness)
            result = searcher.search(asked, size, offset=offset, count=query.counted)
            hits, total = result.hits, result.count if query.counted else offset + len(result.hits)
            if len(hits) == size:
                break
        return hits, total

    def _best(
        self,
        searcher: tantivy.Searcher,
        conditions: Sequence[tantivy.Query],
        question: Question,
        query: Query,
        offset: int,
        size: int,
    ) -> IndexPage:
        """The most relevant rows. Of many, words choose the candidates and the whole sum puts the best in order."""
        whole = self._build.ranked_by(question, query.as_parts)
        rough = self._build.roughly_ranked_by(question, query, searcher.doc_freq)
        ranked = max(_RANKED, 2 * size)
        wanted = max(ranked, offset + size)
        first = searcher.search(every(conditions, ranked_by=rough), wanted, **_ORDERS["relevance"])
        if first.count <= _FEW:
            asked = of_few(every(conditions), ranked_by=whole)
            best = searcher.search(asked, size, offset=offset, count=False, **_ORDERS["relevance"]).hits
            return IndexPage(tuple((self._place(searcher, at), _score(key)) for key, at in best), first.count)
        ids = [searcher.doc(at)["id"][0] for _, at in first.hits]
        asked = of_few(self._build.any_of(ids[:ranked]), ranked_by=whole)
        best = searcher.search(asked, ranked, count=False, **_ORDERS["relevance"]).hits
        places = [(self._place(searcher, at), _score(key)) for key, at in best]
        places += [(place_of(name), 0.0) for name in ids[ranked:]]
        return IndexPage(tuple(places[offset : offset + size]), first.count)

    def _among(self, opened: _Opened, query: Query, total: int) -> list[tantivy.Query]:
        """The newest documents of the halls, so many that about a thousand of all rows that answer are among them."""
        halls = Query(collections=query.collections, order="newest")
        held = sum(opened.held.get(name, 0) for name in query.collections)
        return self._walker().beginning(halls, _SOME * held // total)

    def _facets(
        self,
        opened: _Opened,
        query: Query,
        found_by: tantivy.Query,
        among: Sequence[tantivy.Query] = (),
    ) -> Counts:
        """Each group counted under every filter but its own, so that an option says what choosing it would give."""
        chosen = {name for name, values in query.filters.items() if values and name not in query.together}
        chosen |= {"collection"} if query.collections else set()
        groups = [name for name in query.count_facets if name.isidentifier()]
        counts: Counts = {name: {} for name in groups}
        for but, names in _by_own_filter(groups, chosen):
            conditions = every([*self._build.narrowed(found_by, query, opened.halls, but=but), *among])
            columns = {column: name for name in names for column in _columns(name, query)}
            counted = self._values(opened.index.searcher(), conditions, list(columns), "facets.")
            for column, name in columns.items():
                counts[name] |= counted[column]
        return counts

    def _values(
        self, searcher: tantivy.Searcher, query: tantivy.Query, columns: Sequence[str], path: str
    ) -> Counts:
        wanted = {column: {"terms": {"field": path + column, "size": _MOST_VALUES}} for column in columns}
        counted = searcher.aggregate(query, wanted) if wanted else {}
        return {
            column: {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}
            for column, answer in counted.items()
        }

    def _place(self, searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Place:
        return place_of(searcher.doc(address)["id"][0])

    def _searcher(self) -> tantivy.Searcher:
        return self._reading().index.searcher()

    def _reading(self) -> _Opened:
        with self._opening:
            stamp = self._stamp()
            if self._open is None or self._open.stamp != stamp:
                index = self._opened()
                with damage_reported():
                    self._open = _Opened(stamp, index, *_halls(index.searcher()))
            return self._open

    # --- In order of time, amount or rank ---------------------------------------------------------------

    def walk(self, query: Query, step: Step) -> Stretch:
        with damage_reported():
            opened = self._reading()  # one state for the addresses and what stands there
            searcher = opened.index.searcher()
            found, goes_on = Walker(searcher, self._build, opened.calendar).walk(query, step)
            return Stretch(tuple((self._place(searcher, at), position) for at, position in found), goes_on)

    def at_most(self, query: Query) -> int:
        with damage_reported():
            return self._walker().at_most(query)

    def count(self, query: Query, *, first: int = 0) -> Counted:
        opened, key = self._reading(), (_conditions(query, NOTHING_ASKED), first)
        if key not in opened.counted:
            with damage_reported():
                counted = self._counted(opened.index.searcher(), query, first)
            if len(opened.counted) < _MOST_COUNTED:
                opened.counted[key] = counted
            return counted
        return opened.counted[key]

    def _counted(self, searcher: tantivy.Searcher, query: Query, first: int) -> Counted:
        conditions = every(self._walker().beginning(query, first))
        names = [name for name in query.count_facets if name.isidentifier()]
        level = _level_below(query.filters.get("region", ())) if "region" in names else ""
        columns = [*(name for name in names if name != "region"), *([level] if level else [])]
        counts = self._values(searcher, conditions, columns, "facets.")
        if "region" in names:
            inside = next(iter(query.filters.get("region", ())), "")
            below = counts.pop(level, {})
            counts["region"] = {code: n for code, n in below.items() if code.startswith(inside)}
        return Counted(searcher.search(conditions, 1).count, counts)

    def _walker(self) -> Walker:
        opened = self._reading()
        return Walker(opened.index.searcher(), self._build, opened.calendar)


def _halls(searcher: tantivy.Searcher) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How many documents each collection has, and the same again unless some are not public."""
    held = dict(searcher.terms_with_prefix("collection", ""))
    public = {name: searcher.doc_freq("facets.collection", name) for name in held}
    return held, held if held == public else {}


def _conditions(query: Query, question: Question) -> object:
    """All that facet counts depend on: not the page, not the order."""
    filters = tuple((name, tuple(values)) for name, values in sorted(query.filters.items()))
    dates = (query.published_from, query.published_to, query.deadline_from, query.deadline_to)
    amounts = (query.amount_min, query.amount_max)
    return (
        question,
        query.mode,
        query.collections,
        filters,
        query.together,
        dates,
        amounts,
        query.on,
        query.count_facets,
    )


def _order(query: Query, question: Question) -> str:
    """Without words nothing is more relevant than anything else, so the newest come first."""
    is_known = query.order in _ORDERS or (query.order == "nearest" and query.near)
    order = query.order if is_known else "relevance"
    return order if question.units or order != "relevance" else "newest"


def _score(key: object) -> float:
    """Lists in another order than relevance have no scores."""
    return key if isinstance(key, float) else 0.0


def _by_own_filter(groups: Sequence[str], chosen: set[str]) -> list[tuple[str, list[str]]]:
    """Groups without a choice of their own share one count; every other needs one of its own."""
    shared = [name for name in groups if name not in chosen]
    return [("", shared), *((name, [name]) for name in groups if name in chosen)]


def _level_below(chosen: Sequence[str]) -> str:
    """The field with the divisions one step below the one that is chosen; empty for several, and for a town."""
    length = 0 if len(chosen) > 1 else divisions.below(chosen[0] if chosen else "")
    return f"region_{length}" if length else ""


def _columns(name: str, query: Query) -> list[str]:
    """Where the values stand that a list offers of a group: of nested ones, those below what is chosen."""
    if name == "region":
        return _region_levels(query)
    return ["type_top"] if name == "type" and not query.filters.get("type") else [name]


def _region_levels(query: Query) -> list[str]:
    """Provinces, and as far down as one step below what is chosen. Each level holds one code a row."""
    chosen = query.filters.get("region", ())
    deepest = max((divisions.below(code) or len(code) for code in chosen), default=2)
    return [f"region_{length}" for length in divisions.LENGTHS if length <= deepest]
