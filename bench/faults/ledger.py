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

from bench.faults.people import Notes, Write
from bench.faults.stack import House

LONGEST_CATCHING_UP = 120.0
WRONG = ("lost", "doubled", "files_without_bytes", "unfound", "stale")  # none of which may be there
COMPARE = "from bench.faults.findable import compared; print(compared())"


@dataclass(frozen=True)
class Ledger:
    attempted: int
    acknowledged: dict[str, int]
    present: int
    lost: list[str]
    doubled: list[str]
    files_without_bytes: list[str]
    refused: int
    retried: int
    search_caught_up_s: float | None
    unfound: list[str]
    stale: list[str]
    killed: dict[str, int]

    @property
    def is_clean(self) -> bool:
        return not any(getattr(self, name) for name in WRONG) and self.search_caught_up_s is not None

    def as_json(self) -> dict[str, Any]:
        counts = {name: len(getattr(self, name)) for name in WRONG}
        return {**vars(self), **counts, "acknowledged_total": sum(self.acknowledged.values())}


def drawn_up(house: House, notes: Notes) -> Ledger:
    """Count in the database itself, past everything of ours; wait for the index to have caught up, then look into it."""
    caught_up = _caught_up(house)
    unfound, stale = _differences(house)
    counts = {write: _count(house, write) for write in notes.attempted}
    return Ledger(
        attempted=len(notes.attempted),
        acknowledged=dict(Counter(write.kind for write in notes.acknowledged)),
        present=sum(1 for count in counts.values() if count),
        lost=[write.marker for write in notes.acknowledged if not counts[write]],
        doubled=[write.marker for write, count in counts.items() if count > 1],
        files_without_bytes=_without_bytes(house),
        refused=notes.refused,
        retried=notes.retried,
        search_caught_up_s=caught_up,
        unfound=unfound,
        stale=stale,
        killed=dict(house.restarts),
    )


def _caught_up(house: House) -> float | None:
    began = time.monotonic()
    while time.monotonic() - began < LONGEST_CATCHING_UP:
        if not _rows(house, "SELECT count(*) FROM search_outboxentry")[0][0]:
            return round(time.monotonic() - began, 1)
        time.sleep(0.1)
    return None


def _differences(house: House) -> tuple[list[str], list[str]]:
    """What is public and not in the index, and what is in the index and no longer public.

    Only what two looks have found, with nothing left to do between them: the house goes on meanwhile, and the database
    and the index are not read at the same moment.
    """
    looks = [_compared(house)]
    if any(looks[0].values()):
        _caught_up(house)
        looks.append(_compared(house))
    unfound, stale = (
        sorted(set.intersection(*(set(look[name]) for look in looks))) for name in ("unfound", "stale")
    )
    return unfound, stale


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
