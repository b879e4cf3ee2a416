"""Texts in the order in which they answer words: by what they are called and by their best clause together.

Which texts answer, and how often each option of a filter stands in them, the index says of texts alone: all words must stand
somewhere in the text or its name. How well, nobody could say of a whole law; a clause can.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, islice

from greenbridge.core import clock
from greenbridge.core.kept import Kept
from greenbridge.library import naming
from greenbridge.library.models import Version
from greenbridge.library.search import CLAUSE
from greenbridge.search import queries as search
from greenbridge.search.index import IndexPage, Place
from greenbridge.search.queries import Query, Results

BEST = 100
NO_LONGER = 0.7  # what an answer that is not in force counts beside one that is
Scored = tuple[Place, float]


def find(query: Query) -> Results:
    """One page of texts; other orders than that of relevance are the index's own.

    First what is called by the very words (标准号, 文号, 名称, 简称), then what answers best, in force before what no
    longer is.
    """
    if not query.words.strip() or query.order != "relevance":
        return search.search(query)
    first = search.ranked(replace(query, page=1, page_size=BEST))
    offset = (query.page - 1) * query.page_size
    shown = tuple(islice(_in_order(query, first), offset, offset + query.page_size))
    return search.checked(replace(first, places=shown))


def of_clauses(query: Query) -> Query:
    """The same conditions, asked of clauses."""
    return replace(
        query,
        collections=(CLAUSE,),
        count_facets=(),
        order="relevance",
        as_parts=True,
        page=1,
        page_size=BEST,
    )


def text_of(clause: Place) -> str:
    """The key of the text that a clause belongs to."""
    return clause[1].partition("/")[0]


def _in_order(query: Query, first: IndexPage) -> Iterator[Scored]:
    best = _best(query, first)
    yield from best
    seen = {place for place, _ in best}
    for page in count(2):
        more = search.ranked(replace(query, page=page, page_size=BEST, count_facets=())).places
        if not more:
            return
        yield from (scored for scored in more if scored[0] not in seen)


def _best(query: Query, first: IndexPage) -> list[Scored]:
    name = query.collections[0]
    scores = dict(first.places)
    if first.total:
        for text, score in _by_clauses(query).items():
            place = (name, text)
            scores[place] = scores.get(place, 0.0) + score
    named, weight = set(_named(query)), _weights(query, scores)
    scores |= {place: scores.get(place, 0.0) for place in named}
    weighed = [(place, score * weight[place[1]]) for place, score in scores.items()]
    return sorted(weighed, key=lambda scored: (scored[0] not in named, -scored[1], scored[0]))


def _by_clauses(query: Query) -> Mapping[str, float]:
    """The score of the best clause of each text that has one with these words."""
    best: dict[str, float] = {}
    for place, score in search.ranked(of_clauses(query)).places:
        best.setdefault(text_of(place), score)
    return best


def _named(query: Query) -> list[Place]:
    """Texts that are called just so, or whose usual short name the words are (固废法)."""
    words = query.words
    titles = map(naming.title_key, (words, *search.wordings(words)))
    names = {*titles, naming.document_key(words), *naming.standard_keys(words)} - {""}
    asked = replace(
        query,
        filters={**query.filters, "named": sorted(names)},
        count_facets=(),
        page=1,
        page_size=BEST,
    )
    return [place for place, _ in search.ranked(asked).places]


def _weights(query: Query, scores: Mapping[Place, float]) -> Mapping[str, float]:
    """Where a day is asked for, all are in force on it."""
    keys = [key for _, key in scores]
    if query.on:
        return dict.fromkeys(keys, 1.0)
    return _of_today.many(keys, _weights_today)


_of_today: Kept[str, float] = Kept("library", most=10_000)


def _weights_today(keys: Sequence[str]) -> Mapping[str, float]:
    now = Version.objects.in_force(clock.today()).filter(pk__in=keys).values_list("pk", flat=True)
    return dict.fromkeys(keys, NO_LONGER) | {str(pk): 1.0 for pk in now}
