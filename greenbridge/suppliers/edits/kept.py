"""Rows as they stood before and after an edit: kept for thirty days, and put back exactly as they were."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.suppliers.edits.errors import EditedSince
from greenbridge.suppliers.models import Credential, RecordPart, Replaced, Supplier

Rows = list[dict[str, Any]]
"""A row and what hangs on it, each its columns as text, and under ``model`` what it is."""

FILES = ("scan_id", "offered_scan_id", "evidence_id")
BY_OFFICERS = frozenset({"verified_at", "declared", "state"})
"""What officers write on a row: that they have is no edit."""


def rows_of(row: Credential | RecordPart | None) -> Rows:
    """A credential with its wastes, or a part; nothing of what does not exist."""
    if row is None:
        return []
    return [_written(one) for one in (row, *_hanging_on(row))]


def _hanging_on(row: models.Model) -> list[models.Model]:
    return list(row.wastes.order_by("pk")) if isinstance(row, Credential) else []


def _written(row: models.Model) -> dict[str, Any]:
    columns = {field.attname: field for field in row._meta.concrete_fields}
    said = {
        name: None if getattr(row, name) is None else column.value_to_string(row)
        for name, column in columns.items()
    }
    return {"model": row._meta.label, **said}


def _row(said: dict[str, Any]) -> models.Model:
    model = apps.get_model(said["model"])
    columns = {field.attname: field for field in model._meta.concrete_fields}
    # A column that is newer than what was kept has its default.
    values = {name: column.to_python(said[name]) for name, column in columns.items() if name in said}
    row: models.Model = model(**values)
    return row


def keep(supplier: Supplier, trace: AuditRecord, before: Rows, after: Rows) -> None:
    """Keep what an edit of a published record replaced; of a draft nothing is kept.

    The files that lay with it are destroyed, unless they are kept.
    """
    gone = File.objects.filter(pk__in=files_of(before) - files_of(after))
    if supplier.is_admitted:
        first, second, *_ = [*gone.order_by("pk"), None, None]
        Replaced.objects.create(
            supplier=supplier,
            edit=trace.pk,
            kept_at=clock.now(),
            before=before,
            after=after,
            file=first,
            second_file=second,
        )
    files.destroy(gone)


def put_back(kept: Replaced) -> None:
    """The rows are again what they were before the edit; a file that came with the edit is destroyed.

    Raises EditedSince when they say something else by now than after the edit, or something has taken their place.
    """
    if _compared(_now(kept)) != _compared(kept.after):
        raise EditedSince()
    try:
        with transaction.atomic():
            _replace(kept)
    except IntegrityError as taken:
        raise EditedSince() from taken
    kept.delete()
    files.destroy(File.objects.filter(pk__in=files_of(kept.after) - files_of(kept.before)))


def _now(kept: Replaced) -> Rows:
    first = (kept.after or kept.before)[0]
    return rows_of(apps.get_model(first["model"])._default_manager.filter(pk=first["id"]).first())


def _compared(rows: Rows) -> Rows:
    return [{name: value for name, value in row.items() if name not in BY_OFFICERS} for row in rows]


def _replace(kept: Replaced) -> None:
    staying = {(row["model"], row["id"]) for row in kept.before}
    for said in reversed(kept.after):
        if (said["model"], said["id"]) not in staying:
            _row(said).delete()
    for said in kept.before:
        _row(said).save()


def files_of(rows: Rows) -> set[int]:
    """The scan or the evidence that lies with them."""
    return {int(row[name]) for row in rows for name in FILES if row.get(name)}


@transaction.atomic
def forget_old() -> int:
    """What was replaced more than thirty days ago goes, and the files with it. Returns how much went."""
    old = Replaced.objects.filter(kept_at__lt=clock.now() - dt.timedelta(days=Replaced.DAYS))
    gone = files.behind(old, "file", "second_file")
    counts = {"replaced": old.delete()[0], "files": files.destroy(gone)}
    if any(counts.values()):
        audit.record("retention.applied", actor=None, after=counts)
    return sum(counts.values())
