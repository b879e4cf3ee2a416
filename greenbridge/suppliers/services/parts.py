"""What a supplier tells beside its credentials comes, changes, goes, and is verified."""

from typing import Any

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.suppliers.edits.kept import keep, rows_of
from greenbridge.suppliers.errors import EvidenceMissing, PartChanged, TooManyParts
from greenbridge.suppliers.models import RecordPart, Supplier
from greenbridge.suppliers.parts import SHAPES
from greenbridge.suppliers.services.profile import touched


@transaction.atomic
def add_part(
    supplier: Supplier, kind: str, *, editor: User, evidence: files.Upload | None = None, **facts: Any
) -> RecordPart:
    """Add to the record, 待核对 until the association has seen it at the next review. Raises TooManyParts."""
    Supplier.objects.select_for_update(of=("self",)).get(pk=supplier.pk)
    if supplier.parts.filter(kind=kind).count() >= RecordPart.MOST:
        raise TooManyParts(most=RecordPart.MOST, kind=RecordPart.Kind(kind).label)
    kept = files.store(evidence, owner=editor) if evidence else None
    part = RecordPart.objects.create(
        supplier=supplier, kind=kind, evidence=kept, stated_at=clock.now(), **facts
    )
    trace = touched(supplier, "supplier.part_added", editor, columns_of(part), before=_said(part))
    keep(supplier, trace, [], rows_of(part))
    return part


@transaction.atomic
def change_part(
    part: RecordPart,
    *,
    editor: User,
    evidence: files.Upload | None = None,
    **facts: Any,
) -> RecordPart:
    """Say it anew; it is 待核对 again. Evidence stays unless there is new: then the earlier goes with what was said."""
    Supplier.objects.select_for_update(of=("self",)).get(pk=part.supplier_id)
    part = RecordPart.objects.select_for_update(of=("self",)).select_related("supplier").get(pk=part.pk)
    before, rows = columns_of(part), rows_of(part)
    if evidence:
        part.evidence = files.store(evidence, owner=editor)
    for name, value in facts.items():
        setattr(part, name, value)
    part.state, part.stated_at = RecordPart.State.NEW, clock.now()
    part.save()
    trace = touched(part.supplier, "supplier.part_changed", editor, columns_of(part), before=before)
    keep(part.supplier, trace, rows, rows_of(part))
    return part


@transaction.atomic
def drop_part(part: RecordPart, *, editor: User) -> None:
    """Off the record, its evidence with it; from a published one it can be taken back for thirty days."""
    supplier = part.supplier
    Supplier.objects.select_for_update(of=("self",)).get(pk=supplier.pk)
    before, after, rows = columns_of(part), _said(part), rows_of(part)
    part.delete()
    trace = touched(supplier, "supplier.part_dropped", editor, after, before=before)
    keep(supplier, trace, rows, [])


@transaction.atomic
def verify_part(part: RecordPart, *, officer: User, seen: str) -> RecordPart:
    """An officer has held it against its evidence: 已核实 from now on.

    ``seen`` is the ``stated_at`` of what the officer saw. Raises PartChanged if the body has said it anew since,
    EvidenceMissing where there is nothing to hold it against.
    """
    part = RecordPart.objects.select_for_update(of=("self",)).select_related("supplier").get(pk=part.pk)
    if part.stated_at.isoformat() != seen:
        raise PartChanged()
    if part.evidence is None:
        raise EvidenceMissing()
    part.state = RecordPart.State.VERIFIED
    part.save(update_fields=["state"])
    audit.record("supplier.part_verified", actor=officer, target=part.supplier, after=_said(part))
    return part


def columns_of(part: RecordPart) -> dict[str, Any]:
    """What the trail keeps of a part that is changed: its columns, and of people neither name nor number."""
    names = {column.name for column in SHAPES[part.kind].columns} - {"person", "number", "evidence"}
    values = {name: getattr(part, name) for name in names}
    until = part.valid_until.isoformat() if part.valid_until else None
    return _said(part) | values | ({"valid_until": until} if "valid_until" in names else {})


def _said(part: RecordPart) -> dict[str, Any]:
    """What the trail keeps: which part, and not of whom."""
    return {"kind": part.kind, "name": part.name, "part": part.pk}
