"""What is known of a buyer's conduct."""

import datetime as dt

from django.db.models import Count, Q, QuerySet

from greenbridge.accounts.models import Organisation, Terms
from greenbridge.accounts.reviews import Decision
from greenbridge.accounts.services import terms_in_force
from greenbridge.core import clock
from greenbridge.demands import queries as demand_queries
from greenbridge.demands.conduct import rules
from greenbridge.demands.models import (
    ConductNumbers,
    Demand,
    DemandCheck,
    DemandCheckQuerySet,
    DemandDraw,
    DemandQuerySet,
)

MONTH = dt.timedelta(days=30)
PUBLIC_BODIES = {Demand.Publisher.GOVERNMENT, Demand.Publisher.INSTITUTION}


def numbers() -> ConductNumbers:
    """The numbers in force; the first ones where nobody has kept any."""
    return ConductNumbers.objects.first() or ConductNumbers()


def rules_in_force() -> Terms | None:
    """The publishing rules that a buyer accepts with each submission."""
    return next((terms for terms in terms_in_force() if terms.kind == Terms.Kind.PUBLISH), None)


def route(demand: Demand) -> rules.Route:
    """Which way the demand would go if it were submitted now."""
    known = numbers()
    facts = rules.Facts(
        clean=clean_demands(demand.buyer, known).count(),
        warnings=0,
        is_public_body=demand.publisher_kind in PUBLIC_BODIES,
        has_waste=demand.wastes.exists() or demand_queries.needs_licence(demand),
        was_turned_back=demand.reviews.filter(decision__in=[Decision.RETURNED, Decision.REFUSED]).exists(),
    )
    return rules.route(facts, needed=known.clean_demands, months=known.record_months)


def clean_demands(buyer: Organisation, known: ConductNumbers) -> DemandQuerySet:
    """What stood in the hall lately for long enough, and in which nothing was found."""
    now = clock.now()
    found = DemandCheck.objects.exclude(finding__in=["", DemandCheck.Finding.GOOD])
    return (
        Demand.objects.public()
        .filter(
            buyer=buyer,
            published_at__gte=now - known.record_months * MONTH,
            published_at__lt=now - dt.timedelta(days=known.settled_days),
        )
        .exclude(pk__in=found.filter(demand__buyer=buyer).values("demand"))
    )


def draws() -> QuerySet[DemandDraw]:
    """Every drawing with how many were in it and how many it drew."""
    return DemandDraw.objects.annotate(
        size=Count("pledges", distinct=True),
        drawn=Count("checks", distinct=True),
        closed=Count("checks", filter=~Q(checks__finding=""), distinct=True),
    )


def numbers_in(draw: DemandDraw) -> list[str]:
    """The demands that could be drawn."""
    return list(
        draw.pledges.order_by("review__demand__number").values_list("review__demand__number", flat=True)
    )


def checks() -> DemandCheckQuerySet:
    """With everything that their pages show."""
    return DemandCheck.objects.select_related(
        "demand__buyer__region", "demand__region", "draw", "association", "found_by"
    )
