"""Which clause of an earlier text has become which of a later one. Pure.

Numbers shift when an article is put in, so clauses are matched by their words first: those that stayed as they were, then
between two of these whichever are most alike, in their order. What is left was taken out or is new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from greenbridge.core.comparing import Change

ALIKE = 0.35
"""Share of pairs of signs that two clauses have in common, from which one is held to be the other, changed."""
MOST_HELD = 40_000
"""Pairs of clauses in one stretch that are held against each other; beyond, numbers decide."""


@dataclass(frozen=True)
class Words:
    """A clause as it is compared: what it is called, what it says."""

    address: str
    label: str
    text: str


@dataclass(frozen=True)
class Pair:
    """A clause before and after; a side on which it did not exist is None."""

    old: Words | None
    new: Words | None

    @property
    def is_same(self) -> bool:
        return self.old is not None and self.new is not None and self.old.text == self.new.text

    @property
    def is_moved(self) -> bool:
        return self.old is not None and self.new is not None and self.old.label != self.new.label

    @property
    def change(self) -> Change:
        """For ``ui/_sides.html``."""
        old, new = self.old, self.new
        word = "新增" if old is None else "删除" if new is None else "修改"
        names = [side.label for side in (old, new) if side is not None]
        label = names[0] if len(set(names)) == 1 else f"{names[0]} → {names[1]}"
        return Change(label, old.text if old else "", new.text if new else "", word)


def align(old: Sequence[Words], new: Sequence[Words]) -> list[Pair]:
    """Every clause of both texts in exactly one pair, in the order of the later text."""
    texts = [one.text for one in old], [one.text for one in new]
    pairs: list[Pair] = []
    for kind, i, j, k, m in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += map(Pair, old[i:j], new[k:m])
        else:
            pairs += _stretch(old[i:j], new[k:m])
    return pairs


def _stretch(old: Sequence[Words], new: Sequence[Words]) -> Iterator[Pair]:
    """Between two clauses that stayed: pairs in their order, the rest taken out or put in."""
    i = k = 0
    for at_old, at_new in [*_matches(old, new), (len(old), len(new))]:
        yield from (Pair(one, None) for one in old[i:at_old])
        yield from (Pair(None, one) for one in new[k:at_new])
        if at_old < len(old):
            yield Pair(old[at_old], new[at_new])
        i, k = at_old + 1, at_new + 1


def _matches(old: Sequence[Words], new: Sequence[Words]) -> list[tuple[int, int]]:
    """Places that belong together, rising on both sides: those that are together most alike."""
    if not old or not new:
        return []
    if len(old) * len(new) > MOST_HELD:
        return _by_number(old, new)
    scores = _likeness(old, new)
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for k in reversed(range(len(new))):
            together = scores.get((i, k), 0.0)
            best[i][k] = max(
                best[i + 1][k], best[i][k + 1], best[i + 1][k + 1] + together if together else 0.0
            )
    return _walked(best, scores, len(old), len(new))


def _walked(
    best: Sequence[Sequence[float]], scores: dict[tuple[int, int], float], rows: int, columns: int
) -> list[tuple[int, int]]:
    found, i, k = list[tuple[int, int]](), 0, 0
    while i < rows and k < columns:
        if best[i][k] == best[i + 1][k]:
            i += 1
        elif best[i][k] == best[i][k + 1]:
            k += 1
        else:
            found.append((i, k))
            i, k = i + 1, k + 1
    return found


def _by_number(old: Sequence[Words], new: Sequence[Words]) -> list[tuple[int, int]]:
    """Those that are called alike, as far as they come in one order."""
    places, found, last = {one.address: k for k, one in enumerate(new)}, list[tuple[int, int]](), -1
    for i, one in enumerate(old):
        if (k := places.get(one.address, -1)) > last:
            found.append((i, k))
            last = k
    return found


def _likeness(old: Sequence[Words], new: Sequence[Words]) -> dict[tuple[int, int], float]:
    left, right = [signs(one.text) for one in old], [signs(one.text) for one in new]
    scores = {}
    for i, was in enumerate(left):
        for k, now in enumerate(right):
            shared = 2 * len(was & now) / max(len(was) + len(now), 1)
            if shared >= ALIKE:
                scores[i, k] = shared
    return scores


def signs(text: str) -> set[str]:
    """Its pairs of neighbouring signs."""
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


@dataclass(frozen=True)
class Block:
    """What the page shows as one: clauses that stayed, folded, or one that did not."""

    pairs: tuple[Pair, ...] = ()
    pair: Pair | None = None

    @property
    def label(self) -> str:
        first, last = self.pairs[0].new, self.pairs[-1].new
        return _from_to(first.label if first else "", last.label if last else "")

    @property
    def change(self) -> Change | None:
        return self.pair.change if self.pair else None


def blocks(pairs: Sequence[Pair]) -> list[Block]:
    """Neighbours that stayed as they were under the same number become one block."""
    return [
        block
        for stayed, run in groupby(pairs, key=lambda pair: pair.is_same and not pair.is_moved)
        for block in ([Block(pairs=tuple(run))] if stayed else [Block(pair=pair) for pair in run])
    ]


def told(pairs: Sequence[Pair]) -> str:
    """修改2条，新增1条，其余没有变化。"""
    counts = {
        "修改": sum(bool(pair.old and pair.new) and not pair.is_same for pair in pairs),
        "新增": sum(pair.old is None for pair in pairs),
        "删除": sum(pair.new is None for pair in pairs),
    }
    said = [f"{word}{count}条" for word, count in counts.items() if count]
    return f"{'，'.join(said)}，其余没有变化。" if said else "两个文本的条款内容相同。"


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first}至{last}"
