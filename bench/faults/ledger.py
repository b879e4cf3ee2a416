"""What was asked for, what was acknowledged, and what is there."""

import json
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.faults.acts import KINDS
from bench.faults.people import Notes, Write
from bench.faults.stack import House

LONGEST_CATCHING_UP = 120.0
SEARCHED = ("unfound", "stale", "outdated")  # what search may have wrong
WRONG = ("lost", "doubled", "files_without_bytes", *SEARCHED)  # none of which may be there
MOST_NAMED = 10
MOST_REFUSED = 0.05  # of the forms that were sent
COMPARE = "from bench.faults.findable import compared; print(compared())"


@dataclass(frozen=True)
class Ledger:
    """``unwritten`` are the kinds of writes of which none was acknowledged, ``spared`` are the victims that never died."""

    sent: int
    attempted: int
    acknowledged: dict[str, int]
    present: int
    lost: list[str]
    doubled: list[str]
    files_without_bytes: list[str]
    unwritten: list[str]
    refused: dict[str, int]
    retried: int
    search_caught_up_s: float | None
    unfound: list[str]
    stale: list[str]
    outdated: list[str]
    killed: dict[str, int]
    spared: list[str]

    @property
    def complaints(self) -> list[str]:
        """What is wrong, and why the run does not say that nothing is: who writes or kills too little finds nothing."""
        found = [name for name in (*WRONG, "unwritten", "spared") if getattr(self, name)]
        if self.search_caught_up_s is None:
            found.append("search_caught_up_s")
        if sum(self.refused.values()) > MOST_REFUSED * self.sent:
            found.append("refused")
        return found

    @property
    def is_clean(self) -> bool:
        return not self.complaints

    def as_json(self) -> dict[str, Any]:
        counts = {name: len(getattr(self, name)) for name in WRONG}
        totals = {
            "acknowledged_total": sum(self.acknowledged.values()),
            "refused_total": sum(self.refused.values()),
        }
        named = {name: getattr(self, name)[:MOST_NAMED] for name in WRONG if getattr(self, name)}
        return {**vars(self), **counts, **totals, "named": named, "complaints": self.complaints}


def drawn_up(house: House, notes: Notes) -> Ledger:
    """Count in the database itself, past everything of ours; wait for the index to have caught up, then look into it."""
    caught_up = _caught_up(house)
    differences = _differences(house)
    counts = {write: _count(house, write) for write in notes.attempted}
    return Ledger(
        sent=notes.sent,
        attempted=len(notes.attempted),
        acknowledged=dict(Counter(write.kind for write in notes.acknowledged)),
        present=sum(1 for count in counts.values() if count),
        lost=[write.marker for write in notes.acknowledged if not counts[write]],
        doubled=[write.marker for write, count in counts.items() if count > 1],
        files_without_bytes=_without_bytes(house),
        unwritten=sorted(KINDS - notes.kinds),
        refused=dict(notes.refused),
        retried=notes.retried,
        search_caught_up_s=caught_up,
        **differences,
        killed=dict(house.restarts),
        spared=sorted(house.victims.keys() - house.restarts.keys()),
    )


def _caught_up(house: House) -> float | None:
    began = time.monotonic()
    while time.monotonic() - began < LONGEST_CATCHING_UP:
        if not _rows(house, "SELECT count(*) FROM search_outboxentry")[0][0]:
            return round(time.monotonic() - began, 1)
        time.sleep(0.1)
    return None


def _differences(house: House) -> dict[str, list[str]]:
    """What is public and not in the index, in the index and no longer public, or there as it was before.

    Only what two looks have found, with nothing left to do between them: the house goes on meanwhile, and the database
    and the index are not read at the same moment.
    """
    looks = [_compared(house)]
    if any(looks[0].values()):
        _caught_up(house)
        looks.append(_compared(house))
    return {name: sorted(set.intersection(*(set(look[name]) for look in looks))) for name in SEARCHED}


def _compared(house: House) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(house.manage("shell", "--no-imports", "-c", COMPARE))
    return found


def _count(house: House, write: Write) -> int:
    return int(_rows(house, write.question)[0][0])


def _without_bytes(house: House) -> list[str]:
    """Rows of files whose bytes are not on the disk."""
    names = [
        name
        for (name,) in _rows(house, "SELECT stored_as FROM files_file WHERE state IN ('waiting', 'clean')")
    ]
    lying = {file.name for file in (house.var / "files").rglob("*") if file.is_file()}
    return [name for name in names if name not in lying]


def _rows(house: House, question: str) -> list[Any]:
    if house.cluster:
        with psycopg.connect(house.cluster.url) as db:
            return db.execute(question.encode()).fetchall()
    file: Path = house.var / "greenbridge.sqlite3"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as lite:
        return lite.execute(question).fetchall()
