"""Finding: searches, suggestions, highlights, and what to ask instead when nothing was found."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, count, islice
from typing import Any

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from greenbridge.core.text import fold
from greenbridge.search import registry, tallies
from greenbridge.search.analysis import NO_MEANINGS, Meanings, Question, bounded, normal, question, spelled
from greenbridge.search.engine import engine
from greenbridge.search.index import IndexBroken, IndexPage, Place, Query, Step, Stretch
from greenbridge.search.synonyms import LONGEST, same_as, taken_apart
from greenbridge.search.tallies import Tallied

__all__ = [
    "Found",
    "Query",
    "Relaxation",
    "Results",
    "Step",
    "Walked",
    "checked",
    "counts_of",
    "everything",
    "found_at",
    "highlight",
    "is_long",
    "is_telling",
    "ranked",
    "ranked_each",
    "relaxations",
    "search",
    "stretch",
    "suggest",
    "tallied",
    "total",
    "walk",
    "wordings",
]

logger = logging.getLogger(__name__)

_LARGEST_PAGE = 100
_MOST_WORDS = 5  # of a question each of which is left out in turn
_NUMBERED = re.compile(r"[a-z]+[/a-z]*\d[\d.-]*")


@dataclass(frozen=True)
class Found:
    """A row that was found and may be shown.

    ``hit`` is what the hall shows of it; ``score`` is 0 in lists not ordered by relevance.
    """

    collection: str
    key: str
    score: float
    hit: Any


@dataclass(frozen=True)
class Results:
    """One page (检索结果). ``facets`` says for each option how many rows choosing it alone would give, or at least."""

    found: tuple[Found, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    facets_at_least: bool = False

    @property
    def keys(self) -> list[Place]:
        """(collection, key) of each row, in order."""
        return [(found.collection, found.key) for found in self.found]


@dataclass(frozen=True)
class Walked:
    """One page of a list that is walked: its rows, their positions, and whether others lie beyond on the way."""

    found: tuple[Found, ...] = ()
    positions: tuple[int, ...] = ()
    goes_on: bool = False


@dataclass(frozen=True)
class Relaxation:
    """The same question without one of its conditions: ``name`` is the filter's, or words, published, deadline, amount;
    word for a single one of several words.

    A filter is dropped with all its values, since any of them will do and fewer would find less; of those that must all
    hold, each is dropped alone as well.
    """

    name: str
    values: tuple[str, ...]
    total: int
    query: Query

    @property
    def value(self) -> str:
        """The one value that is dropped; empty where there are several or none."""
        return self.values[0] if len(self.values) == 1 else ""


def search(query: Query) -> Results:
    """One page of rows, each checked against the database: what was withdrawn a moment ago is not shown.

    Words that stand nowhere are looked for again with one wrong character in a title. While the index is being
    rebuilt after damage there is nothing to find; this never raises for anything a visitor can send.
    """
    return checked(_ask(query))


def ranked(query: Query) -> IndexPage:
    """The same as the index has it, not checked: for a hall that puts rows in an order of its own before it shows any."""
    return _ask(query)


def ranked_each(query: Query) -> Mapping[str, IndexPage]:
    """The first page of each of the halls asked for, by relevance, as the index has it: asked together they cost less."""
    try:
        return engine().search_each(_bounded(query), taken_apart(query.words))
    except IndexBroken as reason:
        logger.warning("nothing can be found: %s", reason)
        return {}


def checked(page: IndexPage) -> Results:
    """The rows of a page that may be seen at this moment."""
    found = tuple(_checked(page))
    total = page.total - (len(page.places) - len(found))
    return Results(found, total, page.facets, page.facets_at_least)


def found_at(places: Iterable[Place]) -> tuple[Found, ...]:
    """The rows at these places that may be seen at this moment, in their order."""
    return tuple(_checked(IndexPage(tuple((place, 0.0) for place in places))))


def everything(query: Query, most: int) -> Iterator[Any]:
    """The rows themselves, in the order of the list, up to so many."""
    return islice(_hits(replace(query, page_size=_LARGEST_PAGE, count_facets=(), counted=False)), most)


def _hits(query: Query) -> Iterator[Any]:
    for page in count(1):
        asked = replace(query, page=page)
        found = walk(asked, Step()).found if query.is_walked else search(asked).found
        if not found:
            return
        yield from (one.hit for one in found)


def walk(query: Query, step: Step) -> Walked:
    """One page of a list that has an order of positions (``query.is_walked``), checked against the database like any other.

    Positions are those of the index: a row that is no longer shown leaves a shorter page, never a hole.
    """
    on_the_way = stretch(query, step)
    positions = tuple(position for _, position in on_the_way.places)
    return Walked(found_at(place for place, _ in on_the_way.places), positions, on_the_way.goes_on)


def stretch(query: Query, step: Step) -> Stretch:
    """The same as the index has it, not checked: for who reads the rows of several lists at once."""
    try:
        return engine().walk(_bounded(query), step)
    except IndexBroken as reason:
        logger.warning("nothing can be found: %s", reason)
        return Stretch()


def tallied(query: Query) -> Tallied:
    """The counts of a list without words (``query.is_tallied``): those that go with ``walk``, and with the nearest rows."""
    try:
        return tallies.tallied(_bounded(query))
    except IndexBroken as reason:
        logger.warning("nothing can be counted: %s", reason)
        return Tallied(facets={name: {} for name in query.count_facets})


def counts_of(query: Query, results: Results) -> Tallied:
    """The counts that go with what a search found: where very many rows answer, as the job worker counted them last."""
    if not results.facets_at_least:
        return Tallied(results.total, facets=results.facets)
    return tallies.of_many(_bounded(query), results.total, results.facets)


def total(query: Query) -> int:
    """How many rows meet the conditions, nothing else."""
    return _total(replace(query, page=1, page_size=1, count_facets=()))


def is_long(query: Query) -> bool:
    """Whether more rows may meet the conditions than are counted as of the moment; not while there is no index."""
    try:
        return engine().at_most(_bounded(query)) > tallies.SHORT
    except IndexBroken:
        return False


def is_telling(words: str) -> bool:
    """Whether some part of the words says by itself what is looked for: rows with that part alone answer a little."""
    return any(unit.is_telling for unit in taken_apart(words).units)


def wordings(words: str) -> tuple[str, ...]:
    """Other wordings of the whole of the words, folded, as the table of synonyms has them."""
    return same_as().of.get(normal(words[:LONGEST]), ())


def suggest(words: str, limit: int = 8, *, collections: tuple[str, ...] = ()) -> list[Found]:
    """Rows whose title contains what was typed so far, or whose pinyin initials do."""
    asked = taken_apart(words)
    if not asked.text:
        return []
    try:
        places = engine().suggest(asked, collections or _everywhere(), limit)
    except IndexBroken as reason:
        logger.warning("no suggestions: %s", reason)
        return []
    return list(found_at(places))


def relaxations(query: Query) -> list[Relaxation]:
    """For a search without results: each condition that would give some if it were dropped, most results first."""
    without = (
        Relaxation(name, values, _total(relaxed), relaxed) for name, values, relaxed in _relaxed(query)
    )
    return sorted((option for option in without if option.total), key=lambda option: -option.total)


def highlight(text: str, words: str) -> SafeString:
    """The text, escaped, with what was asked for (or a synonym of it) in <mark>."""
    spans = marker(words).spans(text)
    if not spans:
        return conditional_escape(str(text))
    starts = [0, *(end for _, end in spans)]
    marked = format_html_join(
        "",
        "{}<mark>{}</mark>",
        ((text[start:begin], text[begin:end]) for start, (begin, end) in zip(starts, spans, strict=False)),
    )
    return marked + conditional_escape(text[starts[-1] :])


@dataclass(frozen=True)
class Marker:
    """Finds what somebody asked for in texts; made once, it looks through many."""

    wanted: re.Pattern[str] | None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where what was asked for, or a synonym of it, stands in the text."""
        return list(_spans(text, self.wanted)) if self.wanted else []


def marker(words: str) -> Marker:
    """What finds the words."""
    return _marker(words[:LONGEST], same_as() if words.strip() else NO_MEANINGS)


@lru_cache(maxsize=256)
def _marker(words: str, meanings: Meanings) -> Marker:
    """A page marks the same words in dozens of texts."""
    return Marker(_wanted(question(words, meanings)))


def _total(query: Query) -> int:
    return tallied(replace(query, count_facets=())).total if query.is_tallied else _ask(query).total


def _bounded(query: Query) -> Query:
    return replace(
        query,
        collections=query.collections or _everywhere(),
        page=max(1, query.page),
        page_size=max(1, min(query.page_size, _LARGEST_PAGE)),
    )


def _ask(query: Query) -> IndexPage:
    try:
        return engine().search(_bounded(query), taken_apart(query.words))
    except IndexBroken as reason:
        logger.warning("nothing can be found: %s", reason)
        return IndexPage(facets={name: {} for name in query.count_facets})


def _everywhere() -> tuple[str, ...]:
    return tuple(collection.name for collection in registry.registered())


def _checked(page: IndexPage) -> Iterator[Found]:
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for (name, key), _ in page.places:
        keys[name].append(key)
    hits = {name: registry.shown(name, keys[name]) for name in keys}
    for (name, key), score in page.places:
        if hit := hits[name].get(key):
            yield Found(name, key, score, hit)


def _relaxed(query: Query) -> Iterator[tuple[str, tuple[str, ...], Query]]:
    small = replace(query, page=1, page_size=1, count_facets=())
    for name, values in query.filters.items():
        if values:
            others = {other: kept for other, kept in query.filters.items() if other != name}
            yield name, tuple(values), replace(small, filters=others)
        if name in query.together and len(values) > 1:
            for value in values:
                fewer = [other for other in values if other != value]
                yield name, (value,), replace(small, filters={**query.filters, name: fewer})
    words = query.words.split()
    if query.mode == "all" and 1 < len(words) <= _MOST_WORDS:
        for place, word in enumerate(words):
            yield "word", (word,), replace(small, words=" ".join(words[:place] + words[place + 1 :]))
    if words:
        yield "words", (query.words,), replace(small, words="")
    if query.published_from or query.published_to:
        yield "published", (), replace(small, published_from=None, published_to=None)
    if query.deadline_from or query.deadline_to:
        yield "deadline", (), replace(small, deadline_from=None, deadline_to=None)
    if query.amount_min is not None or query.amount_max is not None:
        yield "amount", (), replace(small, amount_min=None, amount_max=None)


def _wanted(asked: Question) -> re.Pattern[str] | None:
    """Matches any run of what was asked for; None where nothing was."""
    texts = set(chain.from_iterable((*unit.wordings, *unit.codes) for unit in asked.units))
    if not texts:
        return None
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(_as_written(text) for text in longest_first)})+")


def _as_written(text: str) -> str:
    return spelled(text).pattern if _NUMBERED.fullmatch(text) else bounded(text)


def _spans(text: str, wanted: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where matches of the folded text stand in the original. Of ``¼``, folded to 1/4, both numbers may match."""
    folded, places = _folded(text)
    marked = 0
    for found in wanted.finditer(folded):
        begin, end = max(marked, places[found.start()]), places[found.end() - 1] + 1
        if begin < end:
            yield begin, end
            marked = end


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place of the original one."""
    folded = text.translate(_each_folded)
    if len(folded) == len(text):  # no piece is empty, so each is one character
        return folded, range(len(text))
    return folded, [place for place, character in enumerate(text) for _ in _each_folded[ord(character)]]


class _EachFolded(dict[int, str]):
    """Each character as it is folded alone, by its code; those that were met stay."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold(chr(code)) or " "
        return folded


_each_folded = _EachFolded()
