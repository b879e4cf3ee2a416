"""The sentence of a clause that answers best. Pure."""

import re
from collections.abc import Sequence

from greenbridge.core.text import fold
from greenbridge.search.queries import Marker

LONGEST = 120
_BEFORE = 30  # characters shown before the first word, where a sentence is cut
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")


def best(text: str, asked: Marker) -> str:
    """The sentence with the most of the words asked for, the first of several; empty where none has any.

    A long one is cut around its first word. The text is looked through once, then its sentences share what was found.
    """
    spans, most, sentence = asked.spans(text), 0, ""
    for one in _SENTENCE.finditer(text) if spans else ():
        inside = [(begin, end) for begin, end in spans if one.start() <= begin and end <= one.end()]
        if inside and (words := _words(text, inside)) > most:
            most, sentence = words, one[0]
    return _cut(sentence.strip(), asked) if most else ""


def words_in(sentence: str, asked: Marker) -> int:
    """How much of the words stands in the sentence, in characters: words side by side are one mark."""
    return _words(sentence, asked.spans(sentence))


def _words(text: str, spans: Sequence[tuple[int, int]]) -> int:
    return sum(map(len, {fold(text[begin:end]) for begin, end in spans}))


def _cut(sentence: str, asked: Marker) -> str:
    if len(sentence) <= LONGEST:
        return sentence
    first = asked.spans(sentence)[0][0]
    begin = max(0, min(first - _BEFORE, len(sentence) - LONGEST))
    end = begin + LONGEST
    return ("…" if begin else "") + sentence[begin:end] + ("…" if end < len(sentence) else "")
