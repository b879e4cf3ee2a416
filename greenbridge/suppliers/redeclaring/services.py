"""An officer declares anew what a list registered under a type that the tree has no more."""

from collections.abc import Sequence

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.reference import lookups
from greenbridge.reference.models import ServiceType
from greenbridge.search import services as search
from greenbridge.suppliers.models import Activity, Supplier
from greenbridge.suppliers.redeclaring.errors import AlreadyDone, BodySpeaks
from greenbridge.suppliers.redeclaring.queries import has_its_own_voice


@transaction.atomic
def redeclare(activity: Activity, *, types: Sequence[ServiceType], reason: str, officer: User) -> Supplier:
    """Put types of today in the place of a former one, for a body for which nobody speaks; none: it does not do it.

    Regions and capability go along; a type that the body has already keeps its own. Nobody is told: nobody is there.
    Raises AlreadyDone, BodySpeaks where somebody has claimed the record meanwhile.
    """
    supplier = Supplier.objects.select_for_update(of=("self",)).get(pk=activity.supplier_id)
    former = Activity.objects.filter(pk=activity.pk, supplier=supplier).first()
    if former is None:
        raise AlreadyDone()
    if has_its_own_voice(supplier.organisation):
        raise BodySpeaks()
    serves = list(former.serves.all())
    for service_type in types:
        defaults = {"capability": former.capability, "type_version": lookups.tree_version()}
        one, is_new = Activity.objects.get_or_create(
            supplier=supplier, service_type=service_type, defaults=defaults
        )
        if is_new:
            one.serves.set(serves)
    former.delete()
    supplier.updated_at = clock.now()
    supplier.save(update_fields=["updated_at"])
    audit.record(
        "supplier.activity_redeclared",
        actor=officer,
        target=supplier,
        note=reason,
        before={"type": former.service_type_id},
        after={"types": sorted(one.code for one in types)},
    )
    search.changed("supplier", supplier.code)
    return supplier
