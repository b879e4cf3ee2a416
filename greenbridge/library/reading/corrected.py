"""How a published text was put right: what readers are told of it, for good (文本更正). Pure."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from greenbridge.core import clock
from greenbridge.core.comparing import Change
from greenbridge.library.reading.aligning import Pair, Words
from greenbridge.library.structure.rules import split

NAMED = 5
LINES_ALONE = "分行和空白"


@dataclass(frozen=True)
class Corrected:
    """One correction: its day, why, and what each place said before and says since. ``reason`` is empty where it is the editors'."""

    day: dt.date
    reason: str
    places: Sequence[Pair]

    @property
    def changes(self) -> list[Change]:
        return [pair.change for pair in self.places]

    @property
    def sentence(self) -> str:
        """文本于2026年11月29日更正：第二条、第五条."""
        names = [change.label for change in self.changes]
        named = "、".join(names[:NAMED]) + (f"等{len(names)}处" if len(names) > NAMED else "")
        return f"文本于{clock.written(self.day)}更正：{named or LINES_ALONE}"

    def within(self, addresses: Collection[str]) -> "Corrected | None":
        """What of it concerns these clauses; None where nothing does."""
        those = [
            pair for pair in self.places if any(side and side.address in addresses for side in _sides(pair))
        ]
        return replace(self, places=those) if those else None


def places(former: str, text: str) -> list[Pair]:
    """What differs, clause by clause, headings too. The law's numbers stand, so clauses meet by their address."""
    before, now = _by_address(former), _by_address(text)
    pairs = [Pair(before.get(address), now.get(address)) for address in now | before]
    return [pair for pair in pairs if not pair.is_same or pair.is_moved]


def _by_address(text: str) -> dict[str, Words]:
    return {
        unit.address: Words(unit.address, unit.label or "前言", f"{unit.heading}\n{unit.text}".strip())
        for unit in split(text)
    }


def _sides(pair: Pair) -> tuple[Words | None, Words | None]:
    return pair.old, pair.new
