"""What sources say is kept, a batch at a time, and held against what others say of the same body."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from greenbridge.core import bulk, clock
from greenbridge.core.text import fold_name
from greenbridge.suppliers.models import Dispute, FormerName, Statement
from greenbridge.suppliers.provenance.rules import Value, is_open

Field = Statement.Field
COLUMNS = {field: (field.value,) for field in Field} | {Field.ADDRESS: ("region_id", "address")}
"""Which columns of the body a fact is shown from."""

_UPDATED = ["kind", "stated_at", "raw", "value", "region_id"]


class Said(NamedTuple):
    """One fact as a source states it."""

    supplier: int
    field: str
    raw: str
    value: str
    region: str | None = None


class Source(NamedTuple):
    kind: str
    name: str
    at: dt.datetime


def hear(said: Collection[Said], source: Source, *, known: Collection[int]) -> None:
    """Keep what a source says inside the caller's transaction. ``known`` are the suppliers that others may speak of.

    A name that the source gave before and gives no more is kept as a former one.
    """
    there = set(known)
    fresh = [row for row in said if row.supplier not in there] if there else said
    again = [row for row in said if row.supplier in there] if there else []
    always = {"kind": source.kind, "source": source.name, "stated_at": source.at}
    columns = ["supplier_id", "field", "raw", "value", "region_id"]  # as in ``Said``
    bulk.insert(Statement, columns, fresh, always=always)
    if not again:
        return
    _note_other_names(again, source)
    bulk.upsert(
        Statement,
        columns,
        again,
        always=always,
        unique=["supplier_id", "field", "source"],
        update=_UPDATED,
    )
    compare({row.supplier for row in again})


def _note_other_names(said: Iterable[Said], source: Source) -> None:
    names = {row.supplier: row.value for row in said if row.field == Field.NAME}
    of_source = {"field": Field.NAME.value, "source": source.name}
    before = bulk.plain(Statement, ["supplier_id", "value"], "supplier_id", names, where=of_source)
    former = [
        (supplier, old)
        for supplier, old in before
        if old != names[supplier] and fold_name(old) != fold_name(names[supplier])
    ]
    keep_former(former, kind=FormerName.Kind.NAME, source=source.name, at=source.at)


def keep_former(
    former: Collection[tuple[int, str]], *, kind: str, source: str, at: dt.datetime | None = None
) -> None:
    """Keep names or codes that suppliers went by; one that is kept already stays as it is."""
    if former:
        bulk.upsert(
            FormerName,
            ["supplier_id", "text"],
            former,
            always={"kind": str(kind), "source": source[:60], "noted_at": at or clock.now()},
            unique=["supplier_id", "kind", "text"],
        )


def compare(suppliers: Collection[int]) -> None:
    """Open what sources differ in, and drop what nobody needs to settle any more."""
    said = _said(suppliers)
    settled = known_values(suppliers)
    waiting = Dispute.objects.filter(supplier__among=suppliers, settled_at=None)
    open_now = {(row.supplier_id, row.field): row.pk for row in waiting}
    wanted = {key for key, values in said.items() if is_open(key[1], values, settled.get(key, ()))}
    Dispute.objects.filter(pk__in=[pk for key, pk in open_now.items() if key not in wanted]).delete()
    Dispute.objects.bulk_create(
        (
            Dispute(supplier_id=supplier, field=field, opened_at=clock.now())
            for supplier, field in sorted(wanted - open_now.keys())
        ),
        ignore_conflicts=True,  # somebody else heard of it at the same moment
    )


def _said(suppliers: Collection[int]) -> Mapping[tuple[int, str], set[Value]]:
    said: defaultdict[tuple[int, str], set[Value]] = defaultdict(set)
    columns = ["supplier_id", "field", "value", "region_id"]
    for supplier, field, value, region in bulk.plain(Statement, columns, "supplier_id", suppliers):
        said[supplier, field].add(Value(value, region or ""))
    return said


def known_values(suppliers: Collection[int]) -> Mapping[tuple[int, str], list[Value]]:
    """The values that lay before the officer who settled last, by supplier and fact; only what was ever settled."""
    rows = Dispute.objects.filter(supplier__among=suppliers, settled_at__isnull=False).order_by("settled_at")
    return {
        (row.supplier_id, row.field): [Value(each["value"], each["region"]) for each in row.known]
        for row in rows
    }


def settled_columns(suppliers: Collection[int]) -> Mapping[int, frozenset[str]]:
    """The columns of bodies that an officer has settled: a list or the body itself does not set them any more."""
    columns: defaultdict[int, set[str]] = defaultdict(set)
    rows = Dispute.objects.filter(supplier__among=suppliers, settled_at__isnull=False).order_by()
    for supplier, field in rows.values_list("supplier_id", "field").distinct():
        columns[supplier].update(COLUMNS[Field(field)])
    return {supplier: frozenset(names) for supplier, names in columns.items()}
