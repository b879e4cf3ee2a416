"""Reads stored pages again, by the settings and the code of today, and says what would be different.

Nothing is asked of any site. What could be read before and cannot now is shown, and never taken away.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.connectors import cargo, storing
from greenbridge.connectors.adapters import Page, Row, reading
from greenbridge.connectors.adapters.details import Settings
from greenbridge.connectors.errors import Unreadable
from greenbridge.connectors.models import Snapshot, Source
from greenbridge.core.errors import RuleBroken

Json = dict[str, Any]
MOST_SHOWN = 200


@dataclass
class Difference:
    """One notice or document that is read otherwise: gained, lost or changed, field by field as (before, now)."""

    kind: str
    address: str
    title: str
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def as_json(self) -> Json:
        fields = {name: list(pair) for name, pair in self.fields.items()}
        return {"kind": self.kind, "address": self.address, "title": self.title, "fields": fields}


@dataclass
class Replay:
    """What came of reading all stored pages of a source again."""

    snapshots: int = 0
    same: int = 0
    changed: int = 0
    gained: int = 0
    lost: int = 0
    unreadable: int = 0
    applied: int = 0
    refused: int = 0
    differences: list[Difference] = field(default_factory=list)

    def note(self, difference: Difference) -> None:
        setattr(self, difference.kind, getattr(self, difference.kind) + 1)
        if len(self.differences) < MOST_SHOWN:
            self.differences.append(difference)

    def as_json(self) -> Json:
        counts = ("snapshots", "same", "changed", "gained", "lost", "unreadable", "applied", "refused")
        return {name: getattr(self, name) for name in counts} | {
            "differences": [one.as_json() for one in self.differences]
        }


def replay(
    source: Source, *, settings: Settings | None = None, apply: bool = False, by: User | None = None
) -> Replay:
    """Read the last page of every address again. ``settings`` are tried in the place of the source's own.

    With ``apply`` what is new or different goes to the hall and is kept beside the page; else nothing is written.
    """
    result = Replay()
    for snapshot in Snapshot.objects.latest_of(source).iterator(100):
        result.snapshots += 1
        _again(result, source, snapshot, source.settings if settings is None else settings, apply)
    if apply:
        with transaction.atomic():
            after = {name: value for name, value in result.as_json().items() if name != "differences"}
            audit.record("connectors.replayed", actor=by, target=source, after=after)
    return result


def read(source: Source, snapshot: Snapshot, settings: Settings) -> list[Any]:
    """What a stored page says, by these settings. Raises Unreadable."""
    address = snapshot.row.get("address", snapshot.address)
    page, adapter = Page(snapshot.body, address, snapshot.media_type), source.adapter
    if snapshot.kind == Snapshot.Kind.DETAIL:
        row = Row.from_json(snapshot.row)
        detail = reading.detail(adapter, page, settings, row)
        return [cargo.of(source).facts(source, row, detail, fetched_at=snapshot.fetched_at)]
    rows = reading.rows(adapter, page, settings)
    return [] if settings.get("detail") else list(_of_list(source, rows, snapshot, settings))


def _of_list(source: Source, rows: list[Row], snapshot: Snapshot, settings: Settings) -> Iterator[Any]:
    for row in rows:
        whole = Row(row.words, row.kind or snapshot.row.get("kind", ""))
        try:
            detail = reading.from_list(whole, settings)
            yield cargo.of(source).facts(source, whole, detail, fetched_at=snapshot.fetched_at)
        except Unreadable:
            continue


def _again(result: Replay, source: Source, snapshot: Snapshot, settings: Settings, apply: bool) -> None:
    before = {one["source_id"]: one for one in snapshot.found}
    try:
        facts = read(source, snapshot, settings)
    except Unreadable as fault:
        if not before:
            result.unreadable += 1
        for one in before.values():
            result.note(Difference("lost", snapshot.address, one["title"], {"fault": ("", fault.why)}))
        return
    now = {one.source_id: one for one in facts}
    for gone in before.keys() - now.keys():
        result.note(Difference("lost", snapshot.address, before[gone]["title"]))
    differing = [one for one in facts if not _is_same(result, snapshot, before.get(one.source_id), one)]
    if apply and (differing or snapshot.fault):
        _apply(result, snapshot, source, facts, differing)


def _is_same(result: Replay, snapshot: Snapshot, before: Json | None, now: Any) -> bool:
    after = storing.as_json(now)
    if before == after:
        result.same += 1
        return True
    fields = (
        {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
        if before
        else {}
    )
    result.note(Difference("changed" if before else "gained", snapshot.address, now.title, fields))
    return False


def _apply(
    result: Replay, snapshot: Snapshot, source: Source, facts: list[Any], differing: list[Any]
) -> None:
    with transaction.atomic():
        for one in differing:
            try:
                with transaction.atomic():
                    cargo.of(source).receive(one, source)
            except RuleBroken:
                result.refused += 1
            else:
                result.applied += 1
        snapshot.found, snapshot.fault = [storing.as_json(one) for one in facts], ""
        snapshot.parser = source.parser
        snapshot.save(update_fields=["found", "fault", "parser"])
