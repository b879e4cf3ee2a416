"""A list against the one before it: which bodies are new, which rows changed, who stands on it no more."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from greenbridge.core import bulk, clock
from greenbridge.suppliers.imports.cells import as_json
from greenbridge.suppliers.imports.facts import CheckedRow
from greenbridge.suppliers.imports.mapping import LABELS, field_named
from greenbridge.suppliers.imports.states import MADE
from greenbridge.suppliers.models import ImportEntry, ImportRun, Sighting, Supplier

Kind = ImportEntry.Kind
SHOWN = (Kind.NEW, Kind.CHANGED, Kind.GONE)
Fields = dict[str, list[str]]
"""Column → [old content, new content]."""

_KEPT_TOGETHER = 2_000
_NOTHING: Mapping[str, Any] = {}
_MADE_AS_JSON = as_json(MADE)


class Entry(NamedTuple):
    """A body on the list and what is different about it."""

    kind: Kind
    name: str
    fields: Fields


def against_last(
    source: str, batch: Iterable[CheckedRow], known: Collection[str] | None = None
) -> dict[str, Entry]:
    """The bodies of these rows by credit code. A refused row counts as there: its body is not gone.

    ``known`` are the codes of bodies that the platform has: the others were on no list before.
    """
    rows = {row.code: row for row in batch if row.code}
    last = _last(source, rows if known is None else known)
    return {code: _entry(row, last.get(code)) for code, row in rows.items()}


def _last(source: str, codes: Collection[str]) -> dict[str, str]:
    """The rows of the list before, as JSON that nearly always only has to be the same."""
    if not codes:
        return {}
    standing = Sighting.objects.filter(source=source, gone_since=None)
    found = standing.filter(supplier__organisation__credit_code__among=list(codes)).order_by()
    return dict(found.values_list("supplier__organisation__credit_code", Cast("raw", TextField())))


def _entry(row: CheckedRow, last: str | None) -> Entry:
    if row.facts is None:
        return Entry(Kind.REFUSED, "", {})
    name: str = row.facts.organisation["name"]
    if last is None:
        return Entry(Kind.NEW, name, {})
    raw = row.facts.raw
    fields = {} if last == raw else changed_fields(json.loads(last), json.loads(raw))
    return Entry(Kind.CHANGED if fields else Kind.SAME, name, fields)


def changed_fields(old: Mapping[str, str], new: Mapping[str, str]) -> Fields:
    """Column → [old, new]. A column that only got another header is the same column."""
    before, after = _labelled(old), _labelled(new)
    return {
        label: [before.get(label, ""), after.get(label, "")]
        for label in {**before, **after}
        if before.get(label, "") != after.get(label, "")
    }


def _labelled(raw: Mapping[str, str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for header, cell in raw.items():
        label = _label(header)
        cells[header if label in cells else label] = cell
    return cells


@lru_cache(maxsize=1_000)
def _label(header: str) -> str:
    return LABELS.get(field_named(header), header)


def keep(run: ImportRun, found: Mapping[str, Entry], before: Mapping[str, Any] = _NOTHING) -> None:
    """Store what was found with the run, and what the import changed of each body."""
    bulk.upsert(
        ImportEntry,
        ["credit_code", "kind", "name", "fields", "before"],
        (
            (code, entry.kind.value, entry.name, _as_json(entry.fields), _as_json(before.get(code)))
            for code, entry in found.items()
        ),
        always={"run_id": run.pk},
        unique=["run_id", "credit_code"],
        update=["kind", "name", "fields", "before"],
    )


def _as_json(value: Any) -> str:
    if value is MADE:  # of nearly all bodies of a new list
        return _MADE_AS_JSON
    return as_json(value) if value else "{}"


def keep_gone(run: ImportRun) -> int:
    """Store with the run who is gone; only a list that a profile describes is known to be whole. How many.

    In transactions of its own, and as often as one likes: nobody else has to wait for a whole list.
    """
    if run.profile_id is None:
        return 0
    on_it = ImportEntry.objects.filter(run=run, credit_code=OuterRef("supplier__organisation__credit_code"))
    standing = Sighting.objects.filter(~Exists(on_it), source=run.source, gone_since=None)
    rows = standing.values_list("supplier__organisation__credit_code", "supplier__organisation__name")
    day, found = gone_day(run).isoformat(), list(rows)
    for begin in range(0, len(found), _KEPT_TOGETHER):
        together = dict(found[begin : begin + _KEPT_TOGETHER])
        with transaction.atomic():
            gone = {code: Entry(Kind.GONE, name, {}) for code, name in together.items()}
            keep(run, gone, {code: {"gone": [None, day]} for code in together})
        bulk.make_way()
    return len(found)


def flag_gone(run: ImportRun) -> int:
    """Flag who is gone on their record and for the officers of their province. Nobody is taken off the shelf."""
    codes = run.entries.filter(kind=Kind.GONE).values("credit_code")
    suppliers = Supplier.objects.filter(organisation__credit_code__in=codes)
    standing = Sighting.objects.filter(source=run.source, gone_since=None, supplier__in=suppliers)
    return standing.update(gone_since=gone_day(run), gone_note="")


def gone_day(run: ImportRun) -> dt.date:
    """The day of the list that does not have them; a command may run over midnight."""
    return run.listed_on or clock.local(run.started_at).date()


def counts(run: ImportRun) -> list[tuple[Kind, int]]:
    """How many bodies are new, changed, gone and the same."""
    found = dict(run.entries.order_by().values_list("kind").annotate(Count("pk")))
    return [(kind, found.get(kind, 0)) for kind in (*SHOWN, Kind.SAME)]


def shown(run: ImportRun, kind: str = "") -> QuerySet[ImportEntry]:
    """The entries worth a look, of one kind or of all."""
    return run.entries.filter(kind__in=[kind] if kind else SHOWN).defer("before")
