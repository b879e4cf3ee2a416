"""The day from which the shelf of a province shows only who has passed: set by the operator, followed by night."""

import datetime as dt

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.reference.models import Region
from greenbridge.search import services as search
from greenbridge.suppliers.assessment import shelf
from greenbridge.suppliers.assessment.errors import HasStarted, StartsInThePast
from greenbridge.suppliers.models import AdmissionStart, Supplier


@transaction.atomic
def move_start(province: Region, starts_on: dt.date | None, *, by: User) -> AdmissionStart:
    """Set the day, or take it back. Raises HasStarted once it has come, StartsInThePast."""
    AdmissionStart.objects.get_or_create(province=province)
    start = AdmissionStart.objects.select_for_update(of=("self",)).get(province=province)
    today = clock.today()
    if start.has_started(today):
        raise HasStarted(province=province)
    if starts_on and starts_on < today:
        raise StartsInThePast()
    before, start.starts_on = start.starts_on, starts_on
    start.save(update_fields=["starts_on"])
    shelf.forget()
    audit.record(
        "admission.start_moved",
        actor=by,
        target=start,
        before={"starts_on": before and before.isoformat()},
        after={"starts_on": starts_on and starts_on.isoformat()},
    )
    return start


@transaction.atomic
def follow_starts() -> int:
    """Have the directory arranged anew where a day has come; returns for how many provinces."""
    today = clock.today()
    due = AdmissionStart.objects.select_for_update(of=("self",)).filter(
        starts_on__lte=today, followed_on=None
    )
    keys = [start.pk for start in due]
    if keys:
        AdmissionStart.objects.filter(pk__in=keys).update(followed_on=today)
        codes = Supplier.objects.listed().values_list("organisation__credit_code", flat=True)
        search.changed("supplier", *codes)
        audit.record("admission.started", actor=None, after={"provinces": len(keys)})
    return len(keys)
