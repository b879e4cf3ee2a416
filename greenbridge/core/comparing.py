"""What somebody stated, before and after (前后对照): thing by thing, and within a text word by word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.utils.functional import cached_property

Entry = Sequence[str]
"""What a thing is called, what is said of it, and which file lies with it; the last may be empty."""

Version = Mapping[str, Mapping[str, Entry]]
"""Section by section, each thing under a key that stays the same from one version to the next."""

NOBODYS: Entry = ("", "", "")

_SENTENCE = re.compile(r"[^。；\n]*[。；\n]|[^。；\n]+")
_WORD = re.compile(r"[0-9A-Za-z.,%-]+|\s+|.", re.DOTALL)
LONGEST = 600  # characters of a changed passage that are held against each other word by word
ALIKE = 0.4  # of two passages that share less, the one simply stands for the other


class Piece(NamedTuple):
    """A part of a text; ``is_marked`` where the other side does not have it."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Change:
    """One thing before and after; a side on which it did not exist is empty."""

    label: str
    old: str
    new: str
    word: str

    @cached_property
    def sides(self) -> tuple[list[Piece], list[Piece]]:
        return pieces(self.old, self.new)

    @property
    def old_pieces(self) -> list[Piece]:
        return self.sides[0]

    @property
    def new_pieces(self) -> list[Piece]:
        return self.sides[1]


@dataclass(frozen=True)
class Section:
    """A part of what was stated: what changed in it, and what stayed as it was."""

    label: str
    changes: list[Change]
    same: list[str]


@dataclass(frozen=True)
class Comparison:
    """A version against an earlier one; ``since`` is the review at which that one stood."""

    since: Any
    sections: list[Section]

    @property
    def changed(self) -> list[Section]:
        return [section for section in self.sections if section.changes]

    @property
    def same(self) -> list[str]:
        return [name for section in self.sections for name in section.same]


def compare(before: Version, after: Version, sections: Mapping[str, str]) -> list[Section]:
    """Section by section, what is new, gone or said otherwise; what stands now first, in its order."""
    found = []
    for key, label in sections.items():
        old, new = before.get(key, {}), after.get(key, {})
        names = [*new, *sorted(old.keys() - new.keys())]
        pairs = [(old.get(name, NOBODYS), new.get(name, NOBODYS)) for name in names]
        changes = [_change(*pair) for pair in pairs if list(pair[0]) != list(pair[1])]
        same = [new[0] for old, new in pairs if list(old) == list(new)]
        found.append(Section(label, changes, same))
    return found


def _change(old: Entry, new: Entry) -> Change:
    label, was, file = old
    label_now, now, file_now = new
    if not label:
        return Change(label_now, "", now, "新增")
    if not label_now:
        return Change(label, was, "", "删除")
    if label != label_now:
        was, now = f"{label}；{was}", f"{label_now}；{now}"
    if was == now and file != file_now:
        now = f"{now}（文件已更换）"
    return Change(label_now, was, now, "修改")


def pieces(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, marked where they differ: first by sentences, then by the words of those that changed.

    Where one of them is empty there is nothing to hold the other against, and nothing is marked.
    """
    if not old or not new:
        return _merged([Piece(old, False)]), _merged([Piece(new, False)])
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    left: list[Piece] = []
    right: list[Piece] = []
    for was, now, is_same in _passages(before, after, SequenceMatcher(None, before, after)):
        for side, found in zip((left, right), _held(was, now, is_same=is_same), strict=True):
            side += found
    return _merged(left), _merged(right)


def _passages(
    before: Sequence[str], after: Sequence[str], matcher: "SequenceMatcher[str]"
) -> Iterator[tuple[str, str, bool]]:
    for kind, i, j, k, m in matcher.get_opcodes():
        yield "".join(before[i:j]), "".join(after[k:m]), kind == "equal"


def _held(was: str, now: str, *, is_same: bool) -> tuple[list[Piece], list[Piece]]:
    if is_same or not was or not now or max(len(was), len(now)) > LONGEST:
        return [Piece(was, not is_same)], [Piece(now, not is_same)]
    before, after = _WORD.findall(was), _WORD.findall(now)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [Piece(was, True)], [Piece(now, True)]
    passages = list(_passages(before, after, matcher))
    return [Piece(old, not same) for old, _, same in passages], [
        Piece(new, not same) for _, new, same in passages
    ]


def _merged(found: Sequence[Piece]) -> list[Piece]:
    """Neighbours that are marked alike become one; empty ones go."""
    merged: list[Piece] = []
    for piece in found:
        if not piece.text:
            continue
        if merged and merged[-1].is_marked == piece.is_marked:
            merged[-1] = Piece(merged[-1].text + piece.text, piece.is_marked)
        else:
            merged.append(piece)
    return merged
