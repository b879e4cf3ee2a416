"""How much of what a person marked as a name is masked, and how much of what is masked was marked.

``persons.txt`` is invented: a text to a line, 〔〕 around every name, ⏎ for a new line in it. Of each three lines the last
was looked at only when the rules were done (``is_held``), and one rule was widened by what was missed there. From the
line of 拟派 on stand ordinary words that were once taken for names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from greenbridge.demands.notices.masking import named

SAMPLE = Path(__file__).parent / "persons.txt"
_MARKED = re.compile("〔([^〕]*)〕")


@dataclass(frozen=True)
class Example:
    text: str
    names: frozenset[tuple[int, int]]
    """Where the marked names begin and end in the text."""
    is_held: bool


@dataclass(frozen=True)
class Result:
    """Shares from 0 to 1: of the marked names, those found whole; of what was found, what was marked."""

    names: int
    recall: float
    precision: float


def examples() -> list[Example]:
    lines = SAMPLE.read_text("utf-8").splitlines()
    return [_example(line, is_held=number % 3 == 2) for number, line in enumerate(lines)]


def _example(line: str, *, is_held: bool) -> Example:
    names, text, at = set(), "", 0
    line = line.replace("⏎", "\n")
    for marked in _MARKED.finditer(line):
        text += line[at : marked.start()]
        names.add((len(text), len(text) + len(marked[1])))
        text += marked[1]
        at = marked.end()
    return Example(text + line[at:], frozenset(names), is_held)


def measured(rows: Iterable[Example]) -> Result:
    marked = right = found = 0
    for row in rows:
        spans = set(named(row.text))
        marked, right, found = marked + len(row.names), right + len(row.names & spans), found + len(spans)
    return Result(marked, right / marked if marked else 1.0, right / found if found else 1.0)
