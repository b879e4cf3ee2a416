"""Reads about suppliers."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from greenbridge.accounts import provinces
from greenbridge.accounts.models import Association, Organisation, User
from greenbridge.accounts.workload import Load, load
from greenbridge.core import clock
from greenbridge.reference import lookups
from greenbridge.suppliers.models import Credential, Sighting, Supplier
from greenbridge.suppliers.rules import Completeness


def completeness(supplier: Supplier) -> Completeness:
    """What the profile still lacks. What a type asks for counts as soon as it is stated, checked or not yet."""
    held = set(supplier.credentials.filter(revoked_on=None).values_list("kind_id", flat=True))
    activities = list(supplier.activities.select_related("service_type"))
    return Completeness(
        has_intro=bool(supplier.intro.strip()),
        has_contact=bool(supplier.contact_name and supplier.contact_phone),
        activities=len(activities),
        unlicensed=[
            (a.service_type.name, list(kinds.values()))
            for a in activities
            for kinds in lookups.requirements_of(a.service_type_id)
            if not kinds.keys() & held
        ],
    )


def codes_with_changed_state(day: dt.date) -> list[str]:
    """Credit codes of listed suppliers with a credential that began to expire, expired or was revoked just before that day."""
    yesterday = day - dt.timedelta(days=1)
    warned = day + dt.timedelta(days=Credential.DAYS_OF_WARNING)
    turned = Q(expires_on=yesterday) | Q(expires_on=warned) | Q(revoked_on=day)
    credentials = Credential.objects.filter(turned, supplier__status=Supplier.Status.LISTED)
    return list(credentials.values_list("supplier__organisation__credit_code", flat=True).distinct())


def lists_naming(organisation: Organisation) -> list[str]:
    """On which official lists the body stood, and when they were read: for the officer who decides on a claim."""
    merged = Supplier.objects.filter(organisation=organisation, merged_into__isnull=False)
    return [
        *(
            f"机构记录已并入“{row.merged_into}”。"
            for row in merged.select_related("merged_into__organisation")
        ),
        *(
            f"来自名单“{sighting.source}”，{clock.written(clock.local(sighting.seen_at).date())}导入。"
            for sighting in Sighting.objects.filter(supplier__organisation=organisation)
        ),
    ]


def in_charge_of(officer: User, path: str = "supplier__organisation") -> Q:
    """What belongs to bodies in the officer's province; those of provinces without an association fall to the leading one.

    ``path`` leads from the row to its body.
    """
    return of_associations(officer.associations, path)


def of_associations(mine: Sequence[Association], path: str = "supplier__organisation") -> Q:
    """What belongs to bodies that these associations are in charge of."""
    return provinces.of_associations(mine, path)


def gone_from_lists(officer: User) -> QuerySet[Sighting]:
    """What a later list does not have any more and nobody has looked into, in the officer's province.

    Bodies from provinces without an association fall to the leading one.
    """
    rows = _gone(in_charge_of(officer))
    return rows.select_related("supplier__organisation__region").order_by("-gone_since", "pk")


def gone_load(association: Association) -> Load:
    return load(_gone(of_associations([association])), since="gone_since")


def _gone(here: Q) -> QuerySet[Sighting]:
    return Sighting.objects.filter(here, gone_since__isnull=False, gone_note="", supplier__merged_into=None)
