"""What two sides told each other is kept for three years after their deal ended."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.deals.models import Interest, Invitation, Outcome, Survey
from greenbridge.demands import retention as demands


def with_outcome_after(moment: dt.datetime) -> QuerySet[Outcome, int]:
    """Keys of demands whose buyer said after then how it ended; the deal ended only with that."""
    return Outcome.objects.filter(marked_at__gte=moment).values_list("demand", flat=True)


@transaction.atomic
def forget_old() -> int:
    """Messages, contacts, reasons and notes go three years after the deal (``Keep.TRADE``); who met whom stays.

    Returns how many rows were emptied.
    """
    over = demands.over_since(clock.now() - THREE_YEARS).values("pk")
    responses = Interest.objects.filter(demand__in=over)
    return audit.took_away(
        invitations=emptied(Invitation.objects.filter(demand__in=over), decline_reason=""),
        responses=emptied(responses, message="", contact_name="", contact_phone=""),
        surveys=emptied(Survey.objects.filter(outcome__demand__in=over), words=""),
        outcomes=emptied(Outcome.objects.filter(demand__in=over), note=""),
    )
