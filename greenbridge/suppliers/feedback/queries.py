"""What the pages of feedback show, and to whom."""

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock
from greenbridge.suppliers.models import Feedback, Supplier

A_DAY = dt.timedelta(days=1)
ON_THE_DESK = dt.timedelta(days=30)


def reportable() -> QuerySet[Supplier]:
    """Records that everybody may read."""
    shown = [Supplier.Status.LISTED, Supplier.Status.SUSPENDED]
    return Supplier.objects.filter(status__in=shown).select_related("organisation__region")


def of_the_last_day(reporter: User) -> QuerySet[Feedback]:
    return Feedback.objects.filter(reported_by=reporter, submitted_at__gt=clock.now() - A_DAY)


def mine(reporter: User) -> QuerySet[Feedback]:
    """What the person has reported, the latest first."""
    return with_all(Feedback.objects.filter(reported_by=reporter)).order_by("-submitted_at", "-pk")


def readable_by(user: User) -> QuerySet[Feedback]:
    """One's own, and what was said of one's own body; officers read it on their own page."""
    rows = Q(reported_by=user)
    if user.organisation:
        rows |= _of_the_body(user.organisation)
    return with_all(Feedback.objects.filter(rows))


def answered_by(officer: User) -> QuerySet[Feedback]:
    """What lies with the officer's association, waiting or not; not of the officer's own body."""
    own = Q(supplier__organisation__members=officer) | Q(supplier__merged_into__organisation__members=officer)
    return with_all(Feedback.objects.visible_to(officer).exclude(own)).select_related(
        "reported_by", "decided_by"
    )


def waiting_for(officer: User) -> QuerySet[Feedback]:
    return answered_by(officer).filter(decision=Decision.WAITING)


def for_the_body(user: User) -> QuerySet[Feedback]:
    """What the person's body was asked to put right in the last thirty days, and has changed nothing since."""
    rows = Feedback.objects.filter(_of_the_body(user.organisation), decision=Decision.RETURNED)
    rows = rows.filter(decided_at__gt=clock.now() - ON_THE_DESK)
    changed_at = Coalesce("supplier__merged_into__updated_at", "supplier__updated_at")
    return with_all(rows.alias(changed_at=changed_at).exclude(changed_at__gt=F("decided_at")))


def _of_the_body(body: Organisation | None) -> Q:
    """What was said of its record, and what still lies with one that was merged into it."""
    return Q(supplier__organisation=body) | Q(supplier__merged_into__organisation=body)


def with_all(rows: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return rows.select_related(
        "supplier__organisation__region", "supplier__merged_into__organisation", "association", "file"
    )
