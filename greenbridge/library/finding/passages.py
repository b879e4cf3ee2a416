"""The clauses of each text in a list that answer what was asked, one to three, each with its sentence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from greenbridge.library.finding import sentences
from greenbridge.library.finding.ranking import Scored, of_clauses, text_of
from greenbridge.library.models import Clause, Version
from greenbridge.search import queries as search
from greenbridge.search.queries import Marker, Query

MOST = 3


@dataclass(frozen=True)
class Passage:
    """A clause that answers, and the sentence of it to show (命中条款)."""

    clause: Clause
    sentence: str

    @property
    def url(self) -> str:
        """Where the clause is read; a text without clauses is read whole."""
        return (self.clause if self.clause.address else self.clause.version).get_absolute_url()


def of(words: str, versions: Sequence[Version]) -> Mapping[int, list[Passage]]:
    """The best passages of each text by its number; none without words, and none where only its name answers."""
    if not words or not versions:
        return {}
    asked, marker = of_clauses(Query(words=words, mode="any")), search.marker(words)
    found: defaultdict[int, list[Passage]] = defaultdict(list)
    _gather(found, marker, asked, versions)
    for version in versions:  # the rest of a page whose first texts hold the hundred best clauses
        if version.pk not in found:
            _gather(found, marker, replace(asked, page_size=MOST), [version])
    return {text: _best_first(passages, marker) for text, passages in found.items()}


def _best_first(passages: Sequence[Passage], marker: Marker) -> list[Passage]:
    """That whose sentence has the most of the words first; of equal ones, as they stand in the text."""
    return sorted(
        passages, key=lambda one: (-sentences.words_in(one.sentence, marker), _position(one.clause))
    )


def _position(clause: Clause) -> int:
    """A text without clauses answers as a whole, alone."""
    return clause.position or 0


def _gather(
    found: defaultdict[int, list[Passage]], marker: Marker, asked: Query, versions: Sequence[Version]
) -> None:
    page = search.ranked(replace(asked, filters={"text": [str(version.pk) for version in versions]}))
    waiting: Sequence[Scored] = page.places
    while True:
        now, waiting = _parted(waiting, {str(text): MOST - len(few) for text, few in found.items()})
        if not now:
            return
        for row in search.checked(replace(page, places=tuple(now))).found:
            clause: Clause = row.hit
            if sentence := sentences.best(_words_of(clause), marker):
                found[clause.version_id].append(Passage(clause, sentence))


def _parted(places: Sequence[Scored], wanted: Mapping[str, int]) -> tuple[list[Scored], list[Scored]]:
    """The best clauses of each text, as many as it still wants, and those behind them: most need not be read."""
    left, now, later = dict(wanted), list[Scored](), list[Scored]()
    for scored in places:
        text = text_of(scored[0])
        left[text] = left.get(text, MOST) - 1
        (now if left[text] >= 0 else later).append(scored)
    return now, later


def _words_of(clause: Clause) -> str:
    return f"{clause.heading}\n{clause.text}" if clause.heading else clause.text
