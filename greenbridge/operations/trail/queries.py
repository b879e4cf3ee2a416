"""Reading the trail in pages that stay fast: each begins where the one before ended, found by the index on time."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet, TextField
from django.db.models.functions import Cast

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.operations.models import TrailCheck
from greenbridge.operations.trail import headings, masking

ROWS_A_PAGE = 50
ROWS_A_STEP = 2000


@dataclass(frozen=True)
class TrailPage:
    """Rows, and where the next older ones begin; empty on the last page."""

    rows: list[AuditRecord]
    older: str


def traces(asked: Mapping[str, str]) -> QuerySet[AuditRecord]:
    """The traces that fit what was asked (``TrailForm.asked``), newest first."""
    found = AuditRecord.objects.order_by("-at", "-id")
    if since := asked.get("since"):
        found = found.filter(at__gte=_midnight(since))
    if until := asked.get("until"):
        found = found.filter(at__lt=_midnight(until) + dt.timedelta(days=1))
    if action := asked.get("action"):
        found = found.filter(action=action)
    if actor := asked.get("actor"):
        found = found.filter(actor_name__contains=actor)
    if target := asked.get("target"):
        found = found.filter(Q(target_name__contains=target) | Q(target_id=target))
    if address := asked.get("address"):
        found = found.filter(address__startswith=address.lower())
    if words := asked.get("words"):
        found = _saying(found, words)
    return found


def _saying(found: QuerySet[AuditRecord], words: str) -> QuerySet[AuditRecord]:
    """Among the values too only where the words are Chinese: no part of an address or a number is found there."""
    if not masking.is_chinese(words):
        return found.filter(note__contains=words)
    return found.annotate(was=Cast("before", TextField()), became=Cast("after", TextField())).filter(
        Q(note__contains=words) | Q(was__contains=words) | Q(became__contains=words)
    )


def _midnight(day: str) -> dt.datetime:
    """When a day begins in Asia/Shanghai."""
    return clock.end_of_day(dt.date.fromisoformat(day) - dt.timedelta(days=1)) + dt.timedelta(seconds=1)


def page(found: QuerySet[AuditRecord], start: str = "") -> TrailPage:
    """One page, from ``start`` on: the ``older`` of the page before. What is no such place begins at the newest."""
    if place := _place(start):
        found = _after(found, *place)
    rows = list(found[: ROWS_A_PAGE + 1])
    last = rows[ROWS_A_PAGE - 1] if len(rows) > ROWS_A_PAGE else None
    return TrailPage(rows[:ROWS_A_PAGE], f"{last.at.isoformat()}~{last.id}" if last else "")


def walk(found: QuerySet[AuditRecord]) -> Iterator[AuditRecord]:
    """Every trace, newest first, in short queries: nothing is held open and little in memory, however many there are."""
    rows = list(found[:ROWS_A_STEP])
    while rows:
        yield from rows
        rows = list(_after(found, rows[-1].at, rows[-1].id)[:ROWS_A_STEP]) if len(rows) == ROWS_A_STEP else []


def _after(found: QuerySet[AuditRecord], at: dt.datetime, number: int) -> QuerySet[AuditRecord]:
    return found.filter(at__lte=at).exclude(at=at, id__gte=number)


def place(start: str) -> str:
    """A place in the list as it is written down; what is none is nowhere."""
    found = _place(start)
    return f"{found[0].isoformat()}~{found[1]}" if found else ""


def _place(start: str) -> tuple[dt.datetime, int] | None:
    at, _, number = start.partition("~")
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return None
    within = number.isdecimal() and len(number) < 19 and moment.tzinfo
    return (moment, int(number)) if within else None


@dataclass(frozen=True)
class Change:
    """One value before and after (改动)."""

    name: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


def changes(trace: AuditRecord) -> list[Change]:
    """What a trace says of values, contacts masked."""
    before, after = trace.before or {}, trace.after or {}
    names = dict.fromkeys([*before, *after])
    return [
        Change(
            headings.of(trace.target_kind, name),
            said(trace.target_kind, name, before.get(name)),
            said(trace.target_kind, name, after.get(name)),
        )
        for name in names
    ]


def said(kind: str, name: str, value: Any) -> str:
    """One value as it is shown and handed out, contacts masked; where it names columns, by what people call them."""
    if name == "fields" and isinstance(value, list):
        value = [headings.of(kind, column) for column in value]
    return masking.told(name, value)


def heads_seen() -> int:
    """How many lines the file of heads had when it was longest. It only grows: fewer means that somebody cut it."""
    most: int = TrailCheck.objects.aggregate(most=Max("heads", default=0))["most"]
    return most


def latest_check() -> TrailCheck | None:
    return TrailCheck.objects.select_related("asked_by").first()
