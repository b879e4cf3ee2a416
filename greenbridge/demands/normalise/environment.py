"""Whether a notice is about environmental services, with the words that say so and the service types they speak of.

The words, their points and the threshold stand in ``environment.json``: ``strong`` ones speak for themselves, ``weak`` ones
need a second sign, ``negative`` ones are crossed out before anything is counted. ``危废+运输`` means that both occur.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from greenbridge.core.text import fold_name
from greenbridge.demands.normalise import titles

WORDS = Path(__file__).parent / "environment.json"
LONGEST_BODY = 20_000
KINDS = ("strong", "weak", "sign")
_BOTH = "+"
_CROSSED_OUT = "\n"


@dataclass(frozen=True)
class Judgement:
    """Points from 0 to 100, the words found, those that spoke against it, and the codes of service types, S01 to S25."""

    score: int
    matched: tuple[str, ...]
    negative: tuple[str, ...]
    types: tuple[str, ...]

    @property
    def is_environmental(self) -> bool:
        """Enough to publish it without a person's look."""
        return self.score >= threshold()


@dataclass(frozen=True)
class Word:
    """A word of the list, folded; of a pair all parts must occur."""

    written: str
    parts: tuple[str, ...]
    kind: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class WordList:
    """The list in one version, the longest words first: what is found in a longer word is not found again."""

    version: int
    threshold: int
    points: Mapping[str, Any]
    words: tuple[Word, ...]
    negative: Mapping[str, str]
    unless: Mapping[str, frozenset[str]]


def judge(title: str, body: str = "") -> Judgement:
    """What title and text say. The text supports a title that says little, unless a word of the title speaks against it.

    By itself the text never suffices, and the name of an agency says nothing.
    """
    words = word_list()
    heading = fold_name(titles.without_agency(title))
    against = [written for folded, written in words.negative.items() if folded in heading]
    said = _found(_without(heading, words.negative), words.words)
    types = _types(said)
    if spared := [written for written in against if words.unless.get(written, frozenset()) & types]:
        against = [written for written in against if written not in spared]
    body = "" if against else fold_name(body[:LONGEST_BODY])
    more = [word for word in _found(body, words.words) if word not in said]
    score = _score(said, "title", words.points) + _score(more, "body", words.points)
    matched = dict.fromkeys(word.written for word in (*said, *more))
    return Judgement(min(score, 100), tuple(matched), tuple(against), tuple(sorted(types or _types(more))))


def threshold() -> int:
    """From how many points a notice is published without a person's look."""
    return word_list().threshold


@cache
def word_list() -> WordList:
    """The list, read once per process."""
    raw = json.loads(WORDS.read_text(encoding="utf-8"))
    words = [word for kind in KINDS for group in raw[kind] for word in _words(kind, group)]
    return WordList(
        version=raw["version"],
        threshold=raw["threshold"],
        points=raw["points"],
        words=tuple(sorted(words, key=lambda word: -max(map(len, word.parts)))),
        negative={fold_name(word): word for word in sorted(raw["negative"], key=len, reverse=True)},
        unless={word: frozenset(types) for word, types in raw["negative_unless"].items()},
    )


def _words(kind: str, group: Mapping[str, Any]) -> Iterable[Word]:
    for written in group["words"]:
        yield Word(written, tuple(map(fold_name, written.split(_BOTH))), kind, tuple(group["types"]))


def _without(text: str, crossed_out: Iterable[str]) -> str:
    for word in crossed_out:
        text = text.replace(word, _CROSSED_OUT)
    return text


def _found(text: str, words: Iterable[Word]) -> list[Word]:
    """The words of a text; of those that overlap only the longest, pairs beside them."""
    found, rest = [], text
    for word in words:
        if len(word.parts) > 1:
            if all(part in text for part in word.parts):
                found.append(word)
        elif word.parts[0] in rest:
            found.append(word)
            rest = rest.replace(word.parts[0], _CROSSED_OUT)
    return found


def _types(words: Iterable[Word]) -> set[str]:
    """Those of the strongest kind of words that names any: 辐射防护检测 is about radiation, 检测 adds nothing."""
    of_kinds = ({code for word in words if word.kind == kind for code in word.types} for kind in KINDS)
    return next(filter(None, of_kinds), set())


def _score(words: Iterable[Word], where: str, points: Mapping[str, Any]) -> int:
    """Of each kind, the first word counts in full and every further one a little."""
    kinds = [word.kind for word in words]
    score = 0
    for kind, (first, further) in points[where].items():
        if count := kinds.count(kind):
            score += first + (count - 1) * further
    most: int = points["most"][where]
    return min(score, most)
