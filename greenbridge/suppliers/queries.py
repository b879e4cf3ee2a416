"""Reads about suppliers."""

import datetime as dt

from django.db.models import Q

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers.models import Credential, Sighting, Supplier
from greenbridge.suppliers.rules import Completeness


def completeness(supplier: Supplier) -> Completeness:
    """What the profile still lacks. A type that requires credentials needs one of them, checked or not yet."""
    held = set(supplier.credentials.filter(revoked_on=None).values_list("kind_id", flat=True))
    activities = list(supplier.activities.select_related("service_type__parent"))
    return Completeness(
        has_intro=bool(supplier.intro.strip()),
        has_contact=bool(supplier.contact_name and supplier.contact_phone),
        activities=len(activities),
        unlicensed=[a.service_type.name for a in activities if not _entitled(a.service_type, held)],
    )


def _entitled(service_type: ServiceType, held: set[str]) -> bool:
    required = set(service_type.required_credentials.values_list("code", flat=True))
    if not required and service_type.parent:
        required = set(service_type.parent.required_credentials.values_list("code", flat=True))
    return not required or bool(required & held)


def codes_with_changed_state(day: dt.date) -> list[str]:
    """Credit codes of listed suppliers with a credential that began to expire, expired or was revoked just before that day."""
    yesterday = day - dt.timedelta(days=1)
    warned = day + dt.timedelta(days=Credential.DAYS_OF_WARNING)
    turned = Q(expires_on=yesterday) | Q(expires_on=warned) | Q(revoked_on=day)
    credentials = Credential.objects.filter(turned, supplier__status=Supplier.Status.LISTED)
    return list(credentials.values_list("supplier__organisation__credit_code", flat=True).distinct())


def lists_naming(organisation: Organisation) -> list[str]:
    """On which official lists the body stood, and when they were read: for the officer who decides on a claim."""
    return [
        f"来自名单“{sighting.source}”，{clock.written(clock.local(sighting.seen_at).date())}导入。"
        for sighting in Sighting.objects.filter(supplier__organisation=organisation)
    ]
