"""Which officers are in charge of what: the association of a body's province, and who hears an objection to it."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from django.db.models import Q

from greenbridge.accounts.models import Association, Organisation, Role, RoleGrant, User

A = TypeVar("A")


def of_associations(mine: Sequence[Association], path: str) -> Q:
    """What belongs to bodies that these associations are in charge of; those of provinces without an association fall to
    the leading one.

    ``path`` leads from the row to its body; empty for bodies themselves.
    """
    here = _in_provinces((association.province_id for association in mine), path)
    if any(association.leads for association in mine):
        here |= ~_in_provinces(Association.objects.values_list("province", flat=True), path)
    return here


def _in_provinces(codes: Iterable[str], path: str) -> Q:
    here, region = Q(pk=None), f"{path}__region" if path else "region"
    for code in codes:
        here |= Q(**{f"{region}__code__startswith": code})
    return here


def heard_by(own: Association, *, decided_by: User, body: Organisation) -> Association:
    """Whose officers answer an objection of a body to what an officer of an association has decided."""
    grants = RoleGrant.objects.filter(role=Role.OFFICER, user__is_active=True)
    others = grants.exclude(user=decided_by).exclude(user__memberships__organisation=body)
    associations = list(Association.objects.order_by("province"))
    leading = next(one for one in associations if one.leads)
    keys = set(others.values_list("association", flat=True))
    able = [one for one in associations if one.pk in keys]
    return hearing(own, leading, associations, has_another=able)


def hearing(own: A, leading: A, others: Sequence[A], *, has_another: Collection[A]) -> A:
    """Which association answers an objection: the one that decided, if it has an officer beside the one who did;
    else the leading one; else any other. ``has_another`` names those with such an officer.

    Where there is none, it waits with the one that decided until it has a second.
    """
    return next((one for one in (own, leading, *others) if one in has_another), own)
