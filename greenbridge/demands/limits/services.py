"""The first table of limits: the regions are named, the amounts are for the operator to enter from the official documents."""

import datetime as dt

from greenbridge.demands.models import ProcurementLimit
from greenbridge.reference.models import HOME_PROVINCES, Region

FIRST_DAY = dt.date(2026, 1, 1)


def load_limits() -> int:
    """A line for each province and kind, without amounts; a table that has been begun stays as it is. Returns how many it has."""
    if not ProcurementLimit.objects.exists():
        provinces = Region.objects.filter(pk__in=HOME_PROVINCES)
        ProcurementLimit.objects.bulk_create(
            ProcurementLimit(region=province, kind=kind, effective_from=FIRST_DAY)
            for province in provinces
            for kind in ProcurementLimit.Kind.values
        )
    return ProcurementLimit.objects.count()
