"""The grade that stands at a body: what the latest official ranking gave it (信用等级)."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from greenbridge.core import clock
from greenbridge.search import services as search
from greenbridge.suppliers.models import CreditRecord, Supplier

DAYS_LOOKED_BACK = 14  # an installation that stood still for so long still takes its old grades down


def follow(suppliers: Collection[int]) -> None:
    """Write at these bodies the grade of their latest ranking that is in force and was not withdrawn; the caller indexes."""
    today = clock.today()
    latest = (
        CreditRecord.objects.filter(supplier=OuterRef("pk"), kind=CreditRecord.Kind.GRADE)
        .exclude(standing=CreditRecord.Standing.WITHDRAWN)
        .filter(Q(valid_until=None) | Q(valid_until__gte=today))
        .order_by(F("decided_on").desc(nulls_last=True), "-number", "-pk")
    )
    grade = Coalesce(Subquery(latest.values("title")[:1]), Value(""))
    Supplier.objects.filter(pk__in=suppliers).update(standing=grade)


@transaction.atomic
def take_down_expired() -> int:
    """Once a day: grades whose last day has passed do not stand any more. Returns at how many bodies they stood."""
    today = clock.today()
    over = CreditRecord.objects.filter(
        kind=CreditRecord.Kind.GRADE,
        valid_until__lt=today,
        valid_until__gte=today - dt.timedelta(days=DAYS_LOOKED_BACK),
    )
    bodies = Supplier.objects.filter(pk__in=over.values("supplier")).exclude(standing="")
    codes = dict(bodies.values_list("pk", "organisation__credit_code"))
    follow(codes)
    search.changed("supplier", *codes.values())
    return len(codes)
