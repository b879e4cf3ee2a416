"""What a supplier says of itself: its profile and what it does where."""

from typing import Any

from django.db import transaction

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.reference.models import Region, ServiceType
from greenbridge.search import services as search
from greenbridge.suppliers.models import Activity, SizeStatement, Supplier
from greenbridge.suppliers.provenance import services as provenance


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
def describe(supplier: Supplier, *, editor: User, **facts: Any) -> Supplier:
    """Change what the supplier says of itself (intro, website, contact) and its body's size. Shown at once.

    The size stays as it is where it is not named: it then follows from figures; or where the association has settled
    it: another one is kept as the body's statement.
    """
    size = facts.pop("size", supplier.organisation.size)
    if size != supplier.organisation.size:
        label = str(Organisation.Size(size).label)
        size = size if provenance.state_size(supplier, size, label) else supplier.organisation.size
    for field, value in facts.items():
        setattr(supplier, field, value)
    supplier.updated_at = clock.now()
    supplier.save(update_fields=[*facts, "updated_at"])
    supplier.organisation.size = size
    supplier.organisation.save(update_fields=["size"])
    audit.record("supplier.described", actor=editor, target=supplier, after={**facts, "size": size})
    search.changed("supplier", supplier.code)
    return supplier


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
    supplier: Supplier, service_type: ServiceType, *, serves: list[Region], capability: str, editor: User
) -> Activity:
    """Declare what the body does and where; declaring the same type again replaces the row."""
    activity, _ = Activity.objects.update_or_create(
        supplier=supplier, service_type=service_type, defaults={"capability": capability}
    )
    activity.serves.set(serves)
    after = {"type": service_type.code, "serves": [region.code for region in serves]}
    touched(supplier, "supplier.activity_set", editor, after)
    return activity


@transaction.atomic
def drop_activity(activity: Activity, *, editor: User) -> None:
    """The body no longer does it."""
    supplier, code = activity.supplier, activity.service_type_id
    activity.delete()
    touched(supplier, "supplier.activity_dropped", editor, {"type": code})


def touched(supplier: Supplier, action: str, editor: User, after: dict[str, Any]) -> None:
    """The body has changed what it says of itself: dated, on the trail, and indexed anew."""
    supplier.updated_at = clock.now()
    supplier.save(update_fields=["updated_at"])
    audit.record(action, actor=editor, target=supplier, after=after)
    search.changed("supplier", supplier.code)
