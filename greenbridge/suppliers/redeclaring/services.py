"""An officer declares anew what a list registered under a type that the tree has no more."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction

from greenbridge.accounts.bulk import Outcome
from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.reference import lookups
from greenbridge.reference.models import Region, ServiceType
from greenbridge.search import services as search
from greenbridge.suppliers.models import Activity, Supplier
from greenbridge.suppliers.queries import in_charge_of
from greenbridge.suppliers.redeclaring import queries
from greenbridge.suppliers.redeclaring.errors import AlreadyDone, BodySpeaks, ChangedSince, OutOfCharge
from greenbridge.suppliers.redeclaring.queries import has_its_own_voice
from greenbridge.suppliers.services.profile import activity_said

UNDONE = "supplier.redeclaring_undone"
GO, ADDED, LEFT, OF = "go", "added", "left", "of"
"""What the trail says beside the types: with which others it was done, which types are new, all that the body does since,
and which trace is undone."""


@transaction.atomic
def redeclare(
    activity: Activity, *, types: Sequence[ServiceType], reason: str, officer: User, go: str = ""
) -> Supplier:
    """Put types of today in the place of a former one, for a body for which nobody speaks; none: it does not do it.

    Regions and capability go along; a type that the body has already keeps its own. Nobody is told: nobody is there.
    What is done in one ``go`` is undone together. Raises AlreadyDone, BodySpeaks where somebody has claimed the record meanwhile.
    """
    supplier = Supplier.objects.select_for_update(of=("self",)).get(pk=activity.supplier_id)
    former = Activity.objects.filter(pk=activity.pk, supplier=supplier).first()
    if former is None:
        raise AlreadyDone()
    if has_its_own_voice(supplier.organisation):
        raise BodySpeaks()
    before = _said(former)
    serves, added = list(former.serves.all()), []
    for service_type in types:
        defaults = {"capability": former.capability, "type_version": lookups.tree_version()}
        one, is_new = Activity.objects.get_or_create(
            supplier=supplier, service_type=service_type, defaults=defaults
        )
        if is_new:
            one.serves.set(serves)
            added.append(service_type.code)
    former.delete()
    after = {
        "types": sorted(one.code for one in types),
        ADDED: sorted(added),
        LEFT: _types_of(supplier),
        GO: go or uuid4().hex,
    }
    _changed(supplier, queries.REDECLARED, officer, reason, before, after)
    return supplier


def check(activity: Activity, decision: str, officer: User) -> None:
    """Raises BodySpeaks where somebody has claimed the record meanwhile."""
    if has_its_own_voice(activity.supplier.organisation):
        raise BodySpeaks()


def _said(activity: Activity) -> dict[str, Any]:
    return activity_said(activity.service_type_id, activity) | {"version": activity.type_version}


def _types_of(supplier: Supplier) -> list[str]:
    return sorted(supplier.activities.values_list("service_type", flat=True))


def _changed(
    supplier: Supplier,
    action: str,
    officer: User,
    reason: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    supplier.updated_at = clock.now()
    supplier.save(update_fields=["updated_at"])
    audit.record(action, actor=officer, target=supplier, note=reason, before=dict(before), after=dict(after))
    search.changed("supplier", supplier.code)


def undo(done: Sequence[AuditRecord], *, officer: User) -> list[Outcome]:
    """Take back what was declared anew in one go, each by itself; what has changed since is left and named."""
    return [_undo_one(trace, officer) for trace in sorted(done, key=lambda trace: int(trace.target_id))]


def _undo_one(trace: AuditRecord, officer: User) -> Outcome:
    try:
        _take_back(trace, officer)
    except RuleBroken as refusal:
        return Outcome(trace.target_name, str(refusal))
    return Outcome(trace.target_name)


@transaction.atomic
def _take_back(trace: AuditRecord, officer: User) -> None:
    """The former type stands again with its regions and capability, and those that took its place are gone.

    Raises AlreadyDone when it was taken back, OutOfCharge of a body of which another association is in charge by now,
    BodySpeaks, ChangedSince where the record says something else by now, or was merged.
    """
    before, after = trace.before or {}, trace.after or {}
    supplier = Supplier.objects.select_for_update(of=("self",)).filter(pk=trace.target_id).first()
    if supplier is None or supplier.merged_into_id:  # none: an import that brought it was undone
        raise ChangedSince()
    if not Supplier.objects.filter(in_charge_of(officer, "organisation"), pk=supplier.pk).exists():
        raise OutOfCharge()
    if trace.pk in queries.undone([trace]):
        raise AlreadyDone()
    if has_its_own_voice(supplier.organisation):
        raise BodySpeaks()
    added = list(supplier.activities.filter(service_type__in=after[ADDED]))
    as_left = all(
        _said(one) | {"type": "", "version": 0} == before | {"type": "", "version": 0} for one in added
    )
    if not after[ADDED]:  # nothing new to tell by
        as_left = _types_of(supplier) == after.get(LEFT)
    stands_again = supplier.activities.filter(service_type=before["type"]).exists()
    if len(added) != len(after[ADDED]) or not as_left or stands_again:
        raise ChangedSince()
    for one in added:
        one.delete()
    former = Activity.objects.create(
        supplier=supplier,
        service_type_id=before["type"],
        capability=before["capability"],
        type_version=before["version"],
    )
    former.serves.set(Region.objects.filter(code__in=before["serves"]))
    _changed(supplier, UNDONE, officer, "", {"types": after[ADDED]}, {"type": before["type"], OF: trace.pk})
