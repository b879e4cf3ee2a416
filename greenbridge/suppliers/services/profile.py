"""What a supplier says of itself: its profile and what it does where."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.reference import lookups
from greenbridge.reference.models import Region, ServiceType
from greenbridge.search import services as search
from greenbridge.suppliers.edits import rules
from greenbridge.suppliers.errors import ActivityKnown
from greenbridge.suppliers.models import Activity, SizeStatement, Supplier
from greenbridge.suppliers.provenance import services as provenance


@dataclass(frozen=True)
class Undoing:
    """What is written takes an earlier edit back: which one, by its number on the trail, what it was, and why."""

    edit: int
    action: str
    reason: str


@transaction.atomic
def profile_of(organisation: Organisation) -> Supplier:
    """The supplier that a verified body keeps; started as a draft on first sight, or taken over from an official list."""
    supplier, is_new = Supplier.objects.get_or_create(
        organisation=organisation, defaults={"updated_at": clock.now()}
    )
    if is_new:
        provenance.state_identity(supplier)
    return supplier


@transaction.atomic
def describe(supplier: Supplier, *, editor: User, undoing: Undoing | None = None, **facts: Any) -> Supplier:
    """Change what the supplier says of itself (intro, website, contact) and its body's size. Shown at once.

    The size stays as it is where it is not named: it then follows from figures; or where the association has settled
    it: another one is kept as the body's statement.
    """
    _lock(supplier, *facts.keys() - {"size"})
    body = supplier.organisation
    size = facts.pop("size", body.size)
    if size != body.size:
        label = str(Organisation.Size(size).label)
        size = size if provenance.state_size(supplier, size, label) else body.size
    shown = {field: getattr(supplier, field) for field in facts} | {"size": body.size}
    stated = {**facts, "size": size}
    for field, value in facts.items():
        setattr(supplier, field, value)
    supplier.save(update_fields=list(facts))
    body.size = size
    body.save(update_fields=["size"])
    changed = [field for field in stated if stated[field] != shown[field]]
    before, after = ({field: said[field] for field in changed} for said in (shown, stated))
    touched(supplier, rules.PROFILE, editor, after, before=before, undoing=undoing)
    return supplier


def _lock(supplier: Supplier, *fields: str) -> None:
    """Nobody else edits the record until the transaction ends; these fields are read anew."""
    Supplier.objects.select_for_update(of=("self",)).get(pk=supplier.pk)
    supplier.refresh_from_db(fields=list(fields))
    supplier.organisation.refresh_from_db(fields=["size"])


@transaction.atomic
def state_size(supplier: Supplier, *, editor: User, size: str, **figures: Any) -> SizeStatement:
    """Keep the figures that the size follows from, and the size with them; the figures before are replaced.

    A size that the association has settled stays as it is shown.
    """
    statement, _ = SizeStatement.objects.update_or_create(
        supplier=supplier, defaults={**figures, "is_self_declared": True, "stated_at": clock.now()}
    )
    if provenance.state_size(supplier, size, statement.basis or str(Organisation.Size(size).label)):
        supplier.organisation.size = size
        supplier.organisation.save(update_fields=["size"])
    touched(supplier, "supplier.size_stated", editor, {"size": size, "year": statement.year})
    return statement


@transaction.atomic
def set_activity(
    supplier: Supplier,
    service_type: ServiceType,
    *,
    serves: list[Region],
    capability: str,
    editor: User,
    undoing: Undoing | None = None,
) -> Activity:
    """Declare what the body does and where; declaring the same type again replaces the row."""
    _lock(supplier)
    known = Activity.objects.filter(supplier=supplier, service_type=service_type).first()
    before = activity_said(service_type.code, known)
    activity, _ = Activity.objects.update_or_create(
        supplier=supplier,
        service_type=service_type,
        defaults={"capability": capability, "type_version": lookups.tree_version()},
    )
    activity.serves.set(serves)
    after = activity_said(service_type.code, activity)
    touched(supplier, "supplier.activity_set", editor, after, before=before, undoing=undoing)
    return activity


@transaction.atomic
def change_activity(
    former: Activity, service_type: ServiceType, *, serves: list[Region], capability: str, editor: User
) -> Activity:
    """Declare anew what the body does; another type takes the place of the former one.

    Raises ActivityKnown where the body declares that type already: what it says there would be lost.
    """
    supplier = former.supplier
    _lock(supplier)
    if service_type.pk != former.service_type_id:
        if supplier.activities.filter(service_type=service_type).exists():
            raise ActivityKnown(type=service_type)
        for one in supplier.activities.filter(pk=former.pk):
            drop_activity(one, editor=editor)
    return set_activity(supplier, service_type, serves=serves, capability=capability, editor=editor)


@transaction.atomic
def drop_activity(activity: Activity, *, editor: User, undoing: Undoing | None = None) -> None:
    """The body no longer does it."""
    supplier, code = activity.supplier, activity.service_type_id
    _lock(supplier)
    before = activity_said(code, activity)
    activity.delete()
    after = activity_said(code, None)
    touched(supplier, "supplier.activity_dropped", editor, after, before=before, undoing=undoing)


def activity_said(type_code: str, activity: Activity | None) -> dict[str, Any]:
    """What the trail keeps of an activity; of one that does not exist only its type."""
    if activity is None:
        return {"type": type_code}
    serves = sorted(activity.serves.values_list("code", flat=True))
    return {"type": type_code, "serves": serves, "capability": activity.capability}


def touched(
    supplier: Supplier,
    action: str,
    editor: User,
    after: dict[str, Any],
    *,
    before: dict[str, Any] | None = None,
    undoing: Undoing | None = None,
) -> AuditRecord:
    """The body has changed what it says of itself: dated, on the trail, and indexed anew. The trace."""
    supplier.updated_at = clock.now()
    supplier.save(update_fields=["updated_at"])
    reason = ""
    if undoing:
        after, reason = {**after, rules.UNDOES: undoing.edit, rules.OF: action}, undoing.reason
        action = rules.UNDONE
    trace = audit.record(action, actor=editor, target=supplier, note=reason, before=before, after=after)
    search.changed("supplier", supplier.code)
    return trace
