"""A version of the service types comes into force in all halls at once."""

from django.db import transaction

from greenbridge.demands.models import Demand, Project
from greenbridge.reference import services as reference
from greenbridge.search import services as search
from greenbridge.suppliers.models import Supplier


@transaction.atomic
def follow() -> int:
    """Go by the version whose day has come, and have everything found anew that names what it changed.

    Returns how many types were changed; on any other day nothing happens.
    """
    codes = reference.follow_tree()
    if codes:
        bodies = Supplier.objects.listed().filter(activities__service_type__in=codes).order_by()
        search.changed("supplier", *bodies.values_list("organisation__credit_code", flat=True).distinct())
        for rows in (Demand.objects.public(), Project.objects.public()):
            wanted = rows.filter(service_types__in=codes).order_by()
            search.changed("demand", *wanted.values_list("number", flat=True).distinct())
    return len(codes)
