"""Queries for tantivy, built from terms. No text of a user ever meets a query grammar."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tantivy import FieldType, Occur, Schema
from tantivy import Query as TantivyQuery

from greenbridge.search.analysis import Question, Unit, is_initials, pairs, terms
from greenbridge.search.index import Query

# Measured on 1,543 lay questions: words, pairs and characters together rank better than any alone. But of a hundred
# thousand rows that answer, words alone choose those worth the rest of the sum.
WORDS, PAIRS, CHARS = 1.0, 0.5, 0.3
TITLE, BODY = 2.5, 1.0
CODE = 5.0
INITIALS = 0.5

_PARTS = (("title", TITLE), ("body", BODY))
_SHORTEST_NAME = 5  # pairs: a shorter name with a wrong character resembles too many others


class QueryBuilder:
    """Turns what was asked into queries over one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def found_by(self, question: Question, mode: str) -> TantivyQuery:
        """Which documents answer the words, without saying how well."""
        if not question.units:
            return TantivyQuery.all_query()
        if mode == "phrase":
            units = self._wording_as_it_stands(question.text)
        else:
            occur = Occur.Must if mode == "all" else Occur.Should
            units = TantivyQuery.boolean_query([(occur, self._unit(unit)) for unit in question.units])
        return _unscored(_either([units, self._term("codes", question.code)]))

    def nearly_named(self, question: Question) -> TantivyQuery | None:
        """Titles that differ from the words in one character; None where the words are too short to tell.

        A wrong character spoils two of a name's overlapping pairs.
        """
        given = terms(question.text).pairs
        if len(given) < _SHORTEST_NAME:
            return None
        near = [(Occur.Should, self._term("title_pairs", pair)) for pair in given]
        return TantivyQuery.boolean_query(near, minimum_number_should_match=len(given) - 2)

    def ranked_by(self, question: Question, *, roughly: bool = False) -> list[TantivyQuery]:
        """What raises a document among those found; roughly, only its words and codes do."""
        codes = [question.code, *(code for unit in question.units for code in unit.codes)]
        texts = (text for unit in question.units for text in unit.wordings)
        return [
            *(_boost(self._term("codes", code), CODE) for code in dict.fromkeys(codes)),
            *self._bag([question.text, *texts], ("words",) if roughly else ("words", "pairs", "chars")),
        ]

    def any_of(self, ids: Sequence[str]) -> TantivyQuery:
        """The documents with these ids."""
        return _unscored(TantivyQuery.term_set_query(self._schema, "id", list(ids)))

    def filters(self, query: Query, *, but: str = "") -> list[TantivyQuery]:
        """Every condition beside the words, without the one named ``but``."""
        chosen: dict[str, Sequence[str]] = {**query.filters, "collection": query.collections}
        named = [self.any_value(name, values) for name, values in chosen.items() if values and name != but]
        return [*named, *self._ranges(query)]

    def any_value(self, name: str, values: Iterable[str]) -> TantivyQuery:
        """Documents with any of the values under a filter's name."""
        if not name.isidentifier():
            return TantivyQuery.empty_query()
        return _either([self._term(f"facets.{name}", value) for value in values])

    def titled(self, question: Question) -> TantivyQuery:
        """Titles that contain the text as it stands, or whose initials do."""
        text = terms(question.text).chars
        return _either([self._phrase("title_chars", text), *self._initials(question.text)])

    def _unit(self, unit: Unit) -> TantivyQuery:
        codes = [self._term("codes", code) for code in unit.codes]
        return _either([*codes, *(self._wording(text) for text in unit.wordings)])

    def _wording(self, text: str) -> TantivyQuery:
        return _either([self._text(text), self._term("codes", text), *self._initials(text)])

    def _wording_as_it_stands(self, text: str) -> TantivyQuery:
        """The very text, in the title or in the body."""
        return _either([self._phrase(f"{part}_chars", terms(text).chars) for part, _ in _PARTS])

    def _text(self, text: str) -> TantivyQuery:
        """The text, in the title or in the body."""
        cut = terms(text)
        if cut.is_chinese:
            # Pairs overlap, so a text that has them all has them in a row, but for a coincidence. Positions would
            # cost five times as much where many rows answer.
            return every([self._term("text_pairs", pair) for pair in cut.pairs])
        return self._wording_as_it_stands(text)

    def _initials(self, text: str) -> list[TantivyQuery]:
        return [_boost(self._phrase("initials", pairs(text)), INITIALS)] if is_initials(text) else []

    def _bag(self, texts: Iterable[str], forms: Sequence[str]) -> list[TantivyQuery]:
        cuts = [terms(text) for text in dict.fromkeys(texts)]
        weighed = (
            ("words", WORDS, dict.fromkeys(word for cut in cuts for word in cut.words)),
            ("pairs", PAIRS, dict.fromkeys(pair for cut in cuts for pair in cut.pairs)),
            ("chars", CHARS, dict.fromkeys(char for cut in cuts for char in cut.chars)),
        )
        return [
            _boost(self._term(f"{part}_{form}", term), weight * of_part)
            for form, weight, distinct in weighed
            if form in forms
            for term in distinct
            for part, of_part in _PARTS
        ]

    def _ranges(self, query: Query) -> list[TantivyQuery]:
        spans: Mapping[str, tuple[int | None, int | None]] = {
            "published": (seconds(query.published_from), seconds(query.published_to)),
            "amount": (query.amount_min, query.amount_max),
        }
        return [self._range(name, *ends) for name, ends in spans.items() if ends != (None, None)]

    def _range(self, name: str, low: int | None, high: int | None) -> TantivyQuery:
        low, high = within_bounds(low), within_bounds(high)
        return _unscored(TantivyQuery.range_query(self._schema, name, FieldType.Integer, low, high))

    def _phrase(self, field: str, following: Sequence[str]) -> TantivyQuery:
        if not following:
            return TantivyQuery.empty_query()
        if len(following) == 1:
            return self._term(field, following[0])
        return TantivyQuery.phrase_query(self._schema, field, list(following))

    def _term(self, field: str, term: str) -> TantivyQuery:
        return TantivyQuery.term_query(self._schema, field, term)


def every(queries: Iterable[TantivyQuery], *, ranked_by: Iterable[TantivyQuery] = ()) -> TantivyQuery:
    """All of them must hold; those of ``ranked_by`` only add to the score."""
    must = [(Occur.Must, query) for query in queries]
    return TantivyQuery.boolean_query([*must, *((Occur.Should, query) for query in ranked_by)])


def seconds(moment: datetime | None) -> int | None:
    """A time as the index keeps it."""
    return None if moment is None else int(moment.timestamp())


def within_bounds(number: int | None) -> int | None:
    """A number that fits 64 bits, however large the one given."""
    return None if number is None else max(-(2**63), min(number, 2**63 - 1))


def _either(queries: list[TantivyQuery]) -> TantivyQuery:
    return TantivyQuery.boolean_query([(Occur.Should, query) for query in queries])


def _unscored(query: TantivyQuery) -> TantivyQuery:
    return TantivyQuery.const_score_query(query, 0.0)


def _boost(query: TantivyQuery, weight: float) -> TantivyQuery:
    return TantivyQuery.boost_query(query, weight)
