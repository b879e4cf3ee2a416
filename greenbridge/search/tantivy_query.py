"""Queries for tantivy, built from terms. No text of a user ever meets a query grammar."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from tantivy import FieldType, Occur, Schema
from tantivy import Query as TantivyQuery

from greenbridge.search.analysis import Question, Terms, Unit, is_initials, pairs, terms
from greenbridge.search.index import Query

CODE = 5.0
INITIALS = 0.5

_PARTS = ("title", "body")
DATED = {"newest": "published", "deadline": "deadline"}  # orders whose time a query may limit, and its field
COMMON = 20_000  # documents: a word that so many hold says little of any of them
_SHORTEST_NAME = 5  # pairs: a shorter name with a wrong character resembles too many others


@dataclass(frozen=True)
class Weights:
    """What a word, a pair of characters and a single one count; and what they do in a name, beside the text.

    Measured on 1,543 lay questions: the three together rank better than any alone. But of a hundred thousand rows that
    answer, words alone choose those worth the rest of the sum.
    """

    words: float = 1.0
    pairs: float = 0.5
    chars: float = 0.3
    title: float = 2.5


USUAL = Weights()
# Parts of texts (``Query.as_parts``): measured on 1,235 questions about 58,625 articles, and the same on either half of them.
OF_PARTS = Weights(chars=0.5, title=0.0)


class QueryBuilder:
    """Turns what was asked into queries over one schema."""

    def __init__(self, schema: Schema, of_parts: Weights = OF_PARTS) -> None:
        self._schema = schema
        self._of_parts = of_parts

    def found_by(self, question: Question, query: Query) -> TantivyQuery:
        """Which documents answer the words, without saying how well.

        Of parts of texts any one word will do, also one inside a longer one: 环境 for 环境影响评价.
        """
        mode = query.mode
        if not question.units:
            return TantivyQuery.all_query()
        if mode == "phrase":
            units = self._wording_as_it_stands(question.text)
        elif mode == "any" and query.as_parts:
            cuts = [terms(text) for unit in question.units for text in unit.wordings]
            words = [self._term("body_words", word) for word in _distinct(cut.words for cut in cuts)]
            return unscored(either([*self._codes(question), *words]))
        else:
            asked = question.units if mode == "all" else question.telling
            occur = Occur.Must if mode == "all" else Occur.Should
            units = TantivyQuery.boolean_query([(occur, self._unit(unit)) for unit in asked])
        return unscored(either([units, self._term("codes", question.code)]))

    def nearly_named(self, question: Question) -> TantivyQuery | None:
        """Titles that differ from the words in one character; None where the words are too short to tell.

        A wrong character spoils two of a name's overlapping pairs.
        """
        given = terms(question.text).pairs
        if len(given) < _SHORTEST_NAME:
            return None
        near = [(Occur.Should, self._term("title_pairs", pair)) for pair in given]
        return TantivyQuery.boolean_query(near, minimum_number_should_match=len(given) - 2)

    def ranked_by(self, question: Question, as_parts: bool) -> list[TantivyQuery]:
        """What raises a document among those found."""
        weights = self._of_parts if as_parts else USUAL
        cuts = _cuts(question)
        weighed = (
            ("words", weights.words, _distinct(cut.words for cut in cuts)),
            ("pairs", weights.pairs, _distinct(cut.pairs for cut in cuts)),
            ("chars", weights.chars, _distinct(cut.chars for cut in cuts)),
        )
        return self._codes(question) + [
            _boost(self._term(f"{part}_{form}", term), weight * of_part)
            for form, weight, distinct in weighed
            for term in distinct
            for part, of_part in (("title", weights.title), ("body", 1.0))
            if weight * of_part
        ]

    def roughly_ranked_by(
        self, question: Question, query: Query, how_many: Callable[[str, str], int]
    ) -> list[TantivyQuery]:
        """The same by words and codes alone, and where every row has all of them, by the telling ones of the body.

        ``how_many`` documents hold a word in a field. One that stands everywhere tells least and costs most; where
        all do, the rarest one stays. Of parts of texts the whole sum chooses: words alone miss too many.
        """
        if query.as_parts:
            return self.ranked_by(question, as_parts=True)
        words = _distinct(cut.words for cut in _cuts(question))
        have_all = query.mode == "all" and all(len(unit.wordings) < 2 for unit in question.units)
        held = {word: how_many("body_words", word) if have_all else 0 for word in words}
        rarest = min((count for count in held.values() if count), default=0)
        telling = [word for word in words if held[word] <= max(rarest, COMMON)]
        return [
            *self._codes(question),
            *(_boost(self._term("body_words", word), USUAL.words) for word in telling),
            *(_boost(self._term("title_words", word), USUAL.words * USUAL.title) for word in words),
        ]

    def any_of(self, ids: Sequence[str]) -> TantivyQuery:
        """The documents with these ids."""
        return unscored(TantivyQuery.term_set_query(self._schema, "id", list(ids)))

    def filters(self, query: Query, *, but: str = "") -> list[TantivyQuery]:
        """Every condition beside the words, without the one named ``but``."""
        return [*self.undated(query, but=but), *self.dates(query)]

    def undated(self, query: Query, *, but: str = "") -> list[TantivyQuery]:
        """The same without the query's dates."""
        chosen = _chosen(query, {**query.filters, "collection": query.collections}, but)
        wanted = [self.any_value(name, values) for name, values in chosen]
        return [*wanted, *self._amounts(query), *self._holding(query.on)]

    def of_list(self, query: Query, *, but: str = "", is_in_hall: bool = False) -> list[TantivyQuery]:
        """The same of a list of some halls, by terms that name the hall with the value; it itself unless that is known."""
        chosen = _chosen(query, query.filters, but)
        if not chosen and not is_in_hall:
            chosen = [("collection", query.collections)]
        wanted = [
            either([self._term("within", term) for term in in_halls(query.collections, name, values)])
            for name, values in chosen
        ]
        return [*wanted, *self._amounts(query), *self._holding(query.on)]

    def narrowed(
        self, found: TantivyQuery, query: Query, halls: Mapping[str, int], *, but: str = ""
    ) -> list[TantivyQuery]:
        """What is found, under every condition beside the words, without the one named ``but``.

        ``halls`` says how many documents each collection has. Where those asked for hold most of the index, it is
        quicker to leave out the others than to look up each document in a list that holds nearly all.
        """
        others = [name for name in halls if name not in query.collections]
        are_few = 2 * sum(halls[name] for name in others) < sum(halls.values())
        if but == "collection" or not query.collections or not are_few:
            return [found, *self.filters(query, but=but)]
        left_out = [(Occur.MustNot, self.any_value("collection", others))] if others else []
        kept = TantivyQuery.boolean_query([(Occur.Must, found), *left_out])
        return [kept, *self.filters(replace(query, collections=()), but=but)]

    def dates(self, query: Query) -> list[TantivyQuery]:
        """The days of publication and the deadlines that the query names."""
        return [limit for order in DATED for limit in self.dated(query, order)]

    def dated(self, query: Query, order: str) -> list[TantivyQuery]:
        """The query's limits on the time of one order."""
        return self._span(DATED[order], *limits(query, order)) if order in DATED else []

    def any_value(self, name: str, values: Iterable[str]) -> TantivyQuery:
        """Documents with any of the values under a filter's name."""
        if not name.isidentifier():
            return TantivyQuery.empty_query()
        return either([self._term(f"facets.{name}", value) for value in values])

    def closeness(self, near: Mapping[str, float]) -> list[TantivyQuery]:
        """What raises a document at a place by the weight of the place."""
        return [
            _boost(unscored(self._term("facets.place", place), 1.0), weight) for place, weight in near.items()
        ]

    def on_day(self, day: str) -> TantivyQuery:
        """Documents of a day, as ``tantivy_walk.day_of`` writes it."""
        return self._term("day", day)

    def between(self, name: str, low: int | None, high: int | None) -> TantivyQuery:
        """Documents whose number lies between both ends, or on them."""
        low, high = within_bounds(low), within_bounds(high)
        return unscored(TantivyQuery.range_query(self._schema, name, FieldType.Integer, low, high))

    def titled(self, question: Question) -> TantivyQuery:
        """Titles that contain the text as it stands, or whose initials do."""
        text = terms(question.text).chars
        return either([self._phrase("title_chars", text), *self._initials(question.text)])

    def titled_at_most(self, question: Question, how_many: Callable[[str, str], int]) -> int:
        """So many titles may be found by that, at most; ``how_many`` documents hold a term in a field."""
        cut = terms(question.text)
        forms = (("title_pairs", cut.pairs), ("title_chars", cut.chars))
        whole = min((how_many(field, term) for field, those in forms for term in those), default=0)
        initials = pairs(question.text) if is_initials(question.text) else []
        return whole + min((how_many("initials", pair) for pair in initials), default=0)

    def _unit(self, unit: Unit) -> TantivyQuery:
        codes = [self._term("codes", code) for code in unit.codes]
        return either([*codes, *(self._wording(text) for text in unit.wordings)])

    def _wording(self, text: str) -> TantivyQuery:
        return either([self._text(text), self._term("codes", text), *self._initials(text)])

    def _wording_as_it_stands(self, text: str) -> TantivyQuery:
        """The very text, in the title or in the body."""
        return either([self._phrase(f"{part}_chars", terms(text).chars) for part in _PARTS])

    def _text(self, text: str) -> TantivyQuery:
        """The text, in the title or in the body."""
        cut = terms(text)
        if cut.is_chinese:
            # Pairs overlap, so a text that has them all has them in a row, but for a coincidence. Positions would
            # cost five times as much where many rows answer.
            return every([self._term("text_pairs", pair) for pair in cut.pairs])
        if len(cut.chars) == 1:
            return either([self._wording_as_it_stands(text), self._term("text_pairs", cut.chars[0])])
        return self._wording_as_it_stands(text)

    def _initials(self, text: str) -> list[TantivyQuery]:
        return [_boost(self._phrase("initials", pairs(text)), INITIALS)] if is_initials(text) else []

    def _codes(self, question: Question) -> list[TantivyQuery]:
        codes = [question.code, *(code for unit in question.units for code in unit.codes)]
        return [_boost(self._term("codes", code), CODE) for code in dict.fromkeys(codes)]

    def _amounts(self, query: Query) -> list[TantivyQuery]:
        return self._span("amount", query.amount_min, query.amount_max)

    def _holding(self, day: date | None) -> list[TantivyQuery]:
        if day is None:
            return []
        return [
            self.between("since", None, day.toordinal()),
            self.between("until", day.toordinal() + 1, None),
        ]

    def _span(self, name: str, low: int | None, high: int | None) -> list[TantivyQuery]:
        return [] if (low, high) == (None, None) else [self.between(name, low, high)]

    def _phrase(self, field: str, following: Sequence[str]) -> TantivyQuery:
        if not following:
            return TantivyQuery.empty_query()
        if len(following) == 1:
            return self._term(field, following[0])
        return TantivyQuery.phrase_query(self._schema, field, list(following))

    def _term(self, field: str, term: str) -> TantivyQuery:
        return TantivyQuery.term_query(self._schema, field, term)


def _chosen(query: Query, filters: Mapping[str, Sequence[str]], but: str) -> list[tuple[str, Sequence[str]]]:
    """Each filter with values of which any will do; of those that must all hold, each by itself."""
    named = [(name, values) for name, values in filters.items() if values and name != but]
    apart = [(name, [value]) for name, values in named if name in query.together for value in values]
    return [(name, values) for name, values in named if name not in query.together] + apart


def in_halls(halls: Iterable[str], name: str, values: Sequence[str]) -> list[str]:
    """The terms that find the public documents of any of the halls with any of the values."""
    return [f"{hall}/{name}={value}" for hall in halls for value in values]


def _cuts(question: Question) -> list[Terms]:
    """Everything asked for, cut: the question as it stands and each wording of it."""
    texts = [question.text, *(text for unit in question.units for text in unit.wordings)]
    return [terms(text) for text in dict.fromkeys(texts)]


def _distinct(cuts: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(cuts)))


def every(queries: Iterable[TantivyQuery], *, ranked_by: Iterable[TantivyQuery] = ()) -> TantivyQuery:
    """All of them must hold; those of ``ranked_by`` only add to the score."""
    must = [(Occur.Must, query) for query in queries]
    return TantivyQuery.boolean_query([*must, *((Occur.Should, query) for query in ranked_by)])


def of_few(rows: TantivyQuery, *, ranked_by: Iterable[TantivyQuery]) -> TantivyQuery:
    """As ``every`` with one condition that few rows meet, and the same scores: each term is looked up for those rows.

    Side by side the terms are united, and a union reads the next four thousand rows of every term for each row it is
    asked about. One around the other, they are asked one by one.
    """
    asked = rows
    for query in ranked_by:
        asked = TantivyQuery.boolean_query([(Occur.Must, asked), (Occur.Should, query)])
    return asked


def limits(query: Query, order: str) -> tuple[int | None, int | None]:
    """The first and the last second that the query allows of the time of an order; None where it says nothing."""
    moments = {
        "newest": (query.published_from, query.published_to),
        "deadline": (query.deadline_from, query.deadline_to),
    }
    low, high = moments.get(order, (None, None))
    return seconds(low), seconds(high)


def seconds(moment: datetime | None) -> int | None:
    """A time as the index keeps it."""
    return None if moment is None else int(moment.timestamp())


def within_bounds(number: int | None) -> int | None:
    """A number that fits 64 bits, however large the one given."""
    return None if number is None else max(-(2**63), min(number, 2**63 - 1))


def either(queries: list[TantivyQuery]) -> TantivyQuery:
    """Any of them will do."""
    return TantivyQuery.boolean_query([(Occur.Should, query) for query in queries])


def unscored(query: TantivyQuery, score: float = 0.0) -> TantivyQuery:
    return TantivyQuery.const_score_query(query, score)


def _boost(query: TantivyQuery, weight: float) -> TantivyQuery:
    return TantivyQuery.boost_query(query, weight)
