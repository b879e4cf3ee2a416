"""What rows of lists say of a body beyond its name, place and size, read again from the rows as they were.

A list of 100,000 rows costs no statement more for it: where lists agree, their rows are all there is to keep. Where
they differ, or ever did and an officer settled it, each becomes a statement beside the others.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils.functional import cached_property

from greenbridge.core import bulk, clock
from greenbridge.suppliers.imports import checking, profiles
from greenbridge.suppliers.imports.cells import Cells, Columns
from greenbridge.suppliers.imports.mapping import guess
from greenbridge.suppliers.models import Dispute, ImportProfile, ImportRun, Sighting, Statement
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.provenance.rules import Value, differ

Field = Statement.Field
REREAD = (Field.ESTABLISHED, Field.KIND, Field.CAPITAL, Field.SCOPE)
"""The facts of which there are no statements as long as lists agree."""

_COLUMNS = ["supplier_id", "field", "source", "raw", "value", "kind", "stated_at"]  # as in ``Reread``


class Reread(NamedTuple):
    """One fact as a row of a list has it."""

    supplier: int
    field: str
    source: str
    raw: str
    value: str
    kind: str
    at: dt.datetime | str


@dataclass(frozen=True)
class Source:
    """How a list was read when it came last: header → field, what its statements count as, and what its profile says."""

    name: str
    fields: Mapping[str, str]
    kind: str
    profile: ImportProfile | None = None

    @cached_property
    def checker(self) -> checking.Checker:
        return checking.Checker([], self.fields, self.name, profiles.given(self.profile))


def hold_together(suppliers: Collection[int]) -> None:
    """Make statements of what the lists of these suppliers differ in, inside the caller's transaction.

    Those of a list that a supplier stands on no more go, those of lists that have come to agree too; what an officer
    has settled is kept, so that a new word opens it again.
    """
    if not suppliers:
        return
    rows = bulk.plain(Sighting, ["supplier_id", "source", "seen_at", "raw"], "supplier_id", suppliers)
    forgotten = {(supplier, source) for supplier, source, _, raw in rows if raw == "{}"}  # after three years
    stated = Statement.objects.filter(supplier__among=suppliers, field__in=REREAD)
    there = {pk: Reread(*one) for pk, *one in stated.values_list("pk", *_COLUMNS)}
    still = [one for one in there.values() if (one.supplier, one.source) in forgotten]
    wanted = _worth_stating([*_said(rows), *still], suppliers)
    kept = {_key(one) for one in wanted}
    bulk.delete(Statement, "id", [pk for pk, one in there.items() if _key(one) not in kept])
    bulk.upsert(
        Statement,
        _COLUMNS,
        wanted,
        unique=["supplier_id", "field", "source"],
        update=["raw", "value", "kind", "stated_at"],
    )
    statements.compare(suppliers)


def _key(one: Reread) -> tuple[int, str, str]:
    return one.supplier, one.field, one.source


def of_sightings(sightings: Iterable[Sighting]) -> list[Reread]:
    """What the rows of a record say."""
    return _said([(row.supplier_id, row.source, row.seen_at, json.dumps(row.raw)) for row in sightings])


def stated_differently(suppliers: Collection[int]) -> set[int]:
    """Those of which lists differ in these facts already, or did."""
    rows = Statement.objects.filter(supplier__among=suppliers, field__in=REREAD)
    return set(rows.values_list("supplier_id", flat=True))


def _worth_stating(said: Iterable[Reread], suppliers: Collection[int]) -> list[Reread]:
    settled = Dispute.objects.filter(supplier__among=suppliers, field__in=REREAD, settled_at__isnull=False)
    decided = set(settled.values_list("supplier_id", "field"))
    by_fact: defaultdict[tuple[int, str], list[Reread]] = defaultdict(list)
    for one in said:
        by_fact[one.supplier, one.field].append(one)
    return [
        one
        for (supplier, field), each in by_fact.items()
        if (supplier, field) in decided or differ(field, [Value(one.value) for one in each])
        for one in each
    ]


def _said(rows: Collection[tuple[int, str, Any, str]]) -> list[Reread]:
    """The facts in these rows of (supplier, source, moment, JSON)."""
    today = clock.today()
    said = []
    for supplier, source, at, read, cells in as_cells(rows):
        found = checking.described(cells, today)
        said += [
            Reread(supplier, field.value, source, cells.text(field.value), str(value), read.kind, at)
            for field in REREAD
            if (value := found[field.value])
        ]
    return said


def as_cells(rows: Collection[tuple[int, str, Any, str]]) -> Iterator[tuple[int, str, Any, Source, Cells]]:
    """Rows of (supplier, source, moment, JSON) with their cells under the names of their fields."""
    sources = _sources({source for _, source, *_ in rows})
    for supplier, source, at, raw in rows:
        row = json.loads(raw)
        read = sources.get(source) or Source(source, guess(row), Statement.Kind.IMPORTED)
        yield supplier, source, at, read, Cells(Columns([*row], read.fields), [*row.values()])


def _sources(names: Collection[str]) -> dict[str, Source]:
    """The lists that were imported, as they were read last."""
    imported = ImportRun.objects.filter(source__in=names, mapping__confirmed=True).order_by()
    last = imported.values("source").annotate(last=Max("pk")).values("last")
    return {
        run.source: Source(
            run.source,
            {column["header"]: column["key"] for column in run.mapping["columns"] if column["key"]},
            Statement.Kind.OFFICIAL if run.profile else Statement.Kind.IMPORTED,
            run.profile,
        )
        for run in ImportRun.objects.filter(pk__in=last).select_related("profile")
    }
