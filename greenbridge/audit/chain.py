"""The chain that ties traces together: pure functions over what is written, without a database.

Every record carries a seal: HMAC-SM3, with a key that is not in the database, over all its fields, its number and the
seal before it. So a record that was altered, moved, put in or taken out does not fit any more, and nobody without the
key can make it fit.

Traces stand in lanes, so that transactions at the same moment need not wait for each other's end: each takes a lane
for itself. Within its lane a record has a place, 1, 2, 3… without gaps; both are in its number.
"""

import datetime as dt
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

LANES = 128  # more than a PostgreSQL server takes connections by default; for ever, because numbers are made of it
NOTHING = ""  # the seal before the first
SEPARATOR = b"\x00"  # no text on PostgreSQL can hold it; `record` takes it out of texts
KEPT_BREAKS = 100
OUTSIDE = 2**63 - 1  # sorts after every record

# What is sealed, in this order, after the seal before and the number. Those that may be absent are told from empty.
FIELDS = (
    "at",
    "actor_id",
    "actor_name",
    "address",
    "action",
    "target_kind",
    "target_id",
    "target_name",
    "note",
    "before",
    "after",
)
OPTIONAL = frozenset({"actor_id", "address", "before", "after"})


def number_of(lane: int, place: int) -> int:
    return place * LANES + lane


def lane_of(number: int) -> int:
    return number % LANES


def place_of(number: int) -> int:
    return number // LANES


def moment(at: dt.datetime) -> str:
    """2026-11-24 07:30:00.000000, in UTC."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def parts(number: int, values: Mapping[str, Any]) -> list[bytes]:
    """A record as it is sealed, and as the databases give it back (``audit.queries``)."""
    return [str(number).encode(), *(_part(name, values[name]) for name in FIELDS)]


def _part(name: str, value: Any) -> bytes:
    if name in OPTIONAL:
        return b"" if value is None else f"={value}".encode()
    return str(value).encode()


def sealed(key: bytes, previous: str, parts: Iterable[bytes]) -> str:
    return hmac.digest(key, SEPARATOR.join([previous.encode(), *parts]), "sm3").hex()


def proof(key: bytes, lane: int, length: int, seal: str) -> str:
    """What shows that the head of a lane was written by the house."""
    return hmac.digest(key, f"head {lane} {length} {seal}".encode(), "sm3").hex()


@dataclass(frozen=True, order=True)
class Break:
    """A place in the chain at which something is not as it was written. In the file of heads there is no place."""

    id: int
    what: str

    def as_json(self) -> dict[str, Any]:
        if self.id == OUTSIDE:
            return {"lane": None, "place": None, "id": None, "what": self.what}
        return {"lane": lane_of(self.id), "place": place_of(self.id), "id": self.id, "what": self.what}


@dataclass
class Report:
    """What a verification found. ``broken`` counts every record that is missing or cannot be proven."""

    records: int = 0
    broken: int = 0
    notes: int = 0  # days of the file of heads that were held against the table
    notes_missing: int = 0  # lines that the file of heads had before; each counts as broken
    breaks: list[Break] = field(default_factory=list)

    def miss_notes(self, before: int) -> None:
        """The file of heads had so many lines once: those that are gone are a break of their own."""
        if self.notes < before:
            self.notes_missing = before - self.notes
            self.add(f"heads file, {self.notes} of {before} lines", OUTSIDE, self.notes_missing)

    def add(self, what: str, first: int, count: int = 1) -> None:
        self.broken += count
        self.breaks.append(Break(first, what))
        if len(self.breaks) > KEPT_BREAKS * 2:
            self._forget_later_ones()

    def _forget_later_ones(self) -> None:
        self.breaks = sorted(self.breaks)[:KEPT_BREAKS]

    @property
    def first_broken(self) -> Break | None:
        return min(self.breaks, default=None)

    def as_json(self) -> dict[str, Any]:
        first = self.first_broken
        return {
            "records": self.records,
            "broken": self.broken,
            "first_broken": first.as_json() if first else None,
            "heads_checked": self.notes,
            "heads_missing": self.notes_missing,
        }


@dataclass
class _Lane:
    place: int = 0
    seal: str = NOTHING
    doubt: str = NOTHING  # what the last seal should have been, where it was not


class Verifier:
    """Walks over all records in the order of their numbers, and then over the heads. Holds nothing but the lanes' ends.

    ``noted`` says which seal a number must carry, because a head in the table or in the file said so.
    """

    def __init__(self, key: bytes, noted: Mapping[int, set[str]]) -> None:
        self.key = key
        self.noted = noted
        self.lanes = [_Lane() for _ in range(LANES)]
        self.report = Report()

    def walk(self, rows: Iterable[tuple[int, str, list[bytes]]]) -> None:
        """Each row is a number, its seal, and its ``parts``."""
        digest, noted, lanes, key, records = hmac.digest, self.noted, self.lanes, self.key, 0
        for number, seal, parts in rows:
            records += 1
            lane = lanes[number % LANES]
            message = SEPARATOR.join((lane.seal.encode(), *parts))
            fits = (
                number // LANES == lane.place + 1
                and message.count(SEPARATOR) == len(FIELDS) + 1
                and digest(key, message, "sm3").hex() == seal
                and (number not in noted or noted[number] == {seal})
            )
            if not fits:
                self._look_closer(lane, number, seal, parts)
                continue
            lane.place, lane.seal, lane.doubt = number // LANES, seal, NOTHING
        self.report.records += records

    def _look_closer(self, lane: _Lane, number: int, stored: str, parts: list[bytes]) -> None:
        """Say what does not fit. A record is not to blame for a seal before it that was altered."""
        place = place_of(number)
        missing = place - lane.place - 1
        if missing > 0:
            self.report.add("missing", number_of(lane_of(number), lane.place + 1), missing)
        expected = sealed(self.key, lane.seal, parts)
        possible = {expected, sealed(self.key, lane.doubt, parts)} if lane.doubt else {expected}
        whole = len(parts) == len(FIELDS) + 1 and not any(SEPARATOR in part for part in parts)
        fits = whole and missing == 0 and stored in possible
        if not fits or self.noted.get(number, {stored}) != {stored}:
            self.report.add("altered", number)
        lane.doubt = NOTHING if fits else expected
        lane.place, lane.seal = max(place, lane.place), stored

    def close(self, lengths: Mapping[int, int]) -> Report:
        """What each lane should have reached by now; then everything that was found."""
        for lane, length in lengths.items():
            reached = self.lanes[lane].place
            if length > reached:
                self.report.add("missing", number_of(lane, reached + 1), length - reached)
        return self.report
