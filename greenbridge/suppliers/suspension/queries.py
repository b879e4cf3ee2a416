"""What the pages of suspensions show, and to whom."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from greenbridge.accounts.models import Association, User
from greenbridge.accounts.provinces import heard_by
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers.models import Appeal, Supplier, Suspension
from greenbridge.suppliers.queries import in_charge_of


@dataclass(frozen=True)
class Decided:
    """What an officer decides; no type is the whole body."""

    service_type: ServiceType | None
    reason: str
    ground: str
    since: dt.date
    until: dt.date


def in_province_of(officer: User) -> QuerySet[Supplier]:
    """Bodies that came into the directory, in the officer's province."""
    admitted = [Supplier.Status.LISTED, Supplier.Status.SUSPENDED]
    rows = Supplier.objects.filter(in_charge_of(officer, "organisation"), status__in=admitted)
    return rows.select_related("organisation__region")


def may_suspend(user: object, supplier: Supplier) -> bool:
    return isinstance(user, User) and user.is_officer and in_province_of(user).filter(pk=supplier.pk).exists()


def in_charge(officer: User) -> QuerySet[Suspension]:
    """Those of bodies in the officer's province, the latest first."""
    return _with_all(Suspension.objects.filter(in_charge_of(officer)))


def readable_by(user: User) -> QuerySet[Suspension]:
    """A body's own for its people, those of the province for its officers, and what was objected to for who answers."""
    own = Q(supplier__organisation=user.organisation) if user.organisation else Q(pk=None)
    if user.is_officer:
        own |= in_charge_of(user) | Q(pk__in=Appeal.objects.visible_to(user).values("suspension"))
    return _with_all(Suspension.objects.filter(own))


def _with_all(rows: QuerySet[Suspension]) -> QuerySet[Suspension]:
    return rows.select_related(
        "supplier__organisation__region", "service_type", "association", "imposed_by"
    ).select_related("appeal__association", "appeal__decided_by", "appeal__file")


def running(supplier: Supplier) -> list[Suspension]:
    """What is not shown at present."""
    rows = supplier.suspensions.filter(begun_at__isnull=False, ended_at=None)
    return list(rows.select_related("service_type", "association"))


def appeals_for(officer: User) -> QuerySet[Appeal]:
    """Objections that this officer may answer: not to what the officer decided, not of the officer's own body."""
    rows = Appeal.objects.visible_to(officer).waiting().exclude(suspension__imposed_by=officer)
    rows = rows.exclude(suspension__supplier__organisation__members=officer)
    return rows.select_related("suspension__supplier__organisation__region", "suspension__service_type")


def hearing_of(suspension: Suspension) -> Association:
    """Whose officers answer an objection to it."""
    return heard_by(
        suspension.association, decided_by=suspension.imposed_by, body=suspension.supplier.organisation
    )
