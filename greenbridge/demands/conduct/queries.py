"""What is known of a buyer's conduct."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from greenbridge.accounts.models import Association, Organisation, Terms, User
from greenbridge.accounts.provinces import of_associations
from greenbridge.accounts.queries import association_for
from greenbridge.accounts.reviews import Decision, ReviewQuerySet
from greenbridge.accounts.services import terms_in_force
from greenbridge.core import clock
from greenbridge.demands import queries as demand_queries
from greenbridge.demands.conduct import rules
from greenbridge.demands.models import (
    Complaint,
    ConductNumbers,
    Demand,
    DemandCheck,
    DemandCheckQuerySet,
    DemandDraw,
    DemandQuerySet,
    DemandReview,
    Sanction,
    SanctionAppeal,
    SanctionQuerySet,
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
    return _route(
        demand.buyer,
        is_public_body=demand.publisher_kind in PUBLIC_BODIES,
        has_waste=demand.wastes.exists() or demand_queries.needs_licence(demand),
        was_turned_back=demand.reviews.filter(decision__in=[Decision.RETURNED, Decision.REFUSED]).exists(),
    )


def _route(
    buyer: Organisation, *, is_public_body: bool, has_waste: bool, was_turned_back: bool
) -> rules.Route:
    known = numbers()
    facts = rules.Facts(
        clean=clean_demands(buyer, known).count(),
        warnings=buyer.sanctions.in_force().warnings().count(),
        is_public_body=is_public_body,
        has_waste=has_waste,
        was_turned_back=was_turned_back,
    )
    return rules.route(facts, needed=known.clean_demands, months=known.record_months)


def clean_demands(buyer: Organisation, known: ConductNumbers) -> DemandQuerySet:
    """What stood in the hall lately for long enough, in which nothing was found and for which nothing was imposed."""
    now = clock.now()
    sanctioned = Sanction.objects.filter(buyer=buyer, ended_at=None, demand__isnull=False)
    found = DemandCheck.objects.exclude(finding__in=["", DemandCheck.Finding.GOOD])
    return (
        Demand.objects.public()
        .filter(
            buyer=buyer,
            published_at__gte=now - known.record_months * MONTH,
            published_at__lt=now - dt.timedelta(days=known.settled_days),
        )
        .exclude(pk__in=found.filter(demand__buyer=buyer).values("demand"))
        .exclude(pk__in=sanctioned.values("demand"))
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


def sanctions() -> SanctionQuerySet:
    """With everything that their pages show."""
    rows = Sanction.objects.select_related("buyer__region", "association", "demand", "imposed_by")
    return rows.select_related("appeal__association", "appeal__decided_by", "appeal__file")


def suspension_of(buyer: Organisation) -> Sanction | None:
    """What keeps a buyer from publishing today: asked at every step, and hardly ever there."""
    return buyer.sanctions.in_force().suspensions().first()


def buyers_of(officer: User) -> QuerySet[Organisation]:
    """The buyers whom the officer supervises: those of the province, and of what lies with the officer's association a
    demand or a check.
    """
    own = of_associations(officer.associations, "")
    own |= Q(pk__in=DemandReview.objects.visible_to(officer).values("demand__buyer"))
    own |= Q(pk__in=DemandCheck.objects.visible_to(officer).values("demand__buyer"))
    return Organisation.objects.filter(own, is_buyer=True).select_related("region")


def supervised(officer: User) -> QuerySet[Organisation]:
    """The same with what is known of them, those under sanctions first."""
    running = Q(sanctions__ended_at=None, sanctions__until__gte=clock.today())
    warned = running & Q(sanctions__kind=Sanction.Kind.WARNING)
    suspended = running & Q(sanctions__kind=Sanction.Kind.SUSPENSION)
    published = Q(demands__status__in=Demand.PUBLIC)
    return (
        buyers_of(officer)
        .annotate(
            published=Count("demands", filter=published, distinct=True),
            warned=Count("sanctions", filter=warned, distinct=True),
            suspended=Count("sanctions", filter=suspended, distinct=True),
        )
        .order_by("-suspended", "-warned", "name", "pk")
    )


@dataclass(frozen=True)
class Standing:
    """How a buyer stands: which way its usual demands go, what it is under, and what was found."""

    route: rules.Route
    suspension: Sanction | None
    sanctions: list[Sanction]
    checks: list[DemandCheck]
    complaints: list[Complaint]
    """Those that are or were looked into."""


def standing(buyer: Organisation) -> Standing:
    found = checks().filter(demand__buyer=buyer).exclude(finding="").order_by("-found_at")
    accepted = complaints().filter(demand__buyer=buyer, accepted_at__isnull=False)
    return Standing(
        route=_route(buyer, is_public_body=False, has_waste=False, was_turned_back=False),
        suspension=suspension_of(buyer),
        sanctions=list(sanctions().filter(buyer=buyer)),
        checks=list(found[:20]),
        complaints=list(accepted.order_by("-accepted_at")[:20]),
    )


def states(buyer: Organisation) -> list[tuple[str, int]]:
    """How many of a buyer's demands are in which state; those it has none in are left out."""
    rows = Demand.objects.filter(buyer=buyer).order_by().values_list("status").annotate(Count("pk"))
    counted = dict(rows)
    return [(label, counted[value]) for value, label in Demand.Status.choices if value in counted]


def readable_by(user: User) -> SanctionQuerySet:
    """A buyer's own for its people, those of whom they supervise for officers, and what was objected to for who answers."""
    own = Q(buyer=user.organisation) if user.organisation else Q(pk=None)
    if user.is_officer:
        own |= Q(buyer__in=buyers_of(user).values("pk"))
        own |= Q(pk__in=SanctionAppeal.objects.visible_to(user).values("sanction"))
    return sanctions().filter(own)


def may_impose(officer: User, buyer: Organisation) -> bool:
    return officer.is_officer and buyers_of(officer).filter(pk=buyer.pk).exists()


def appeals_for(officer: User) -> QuerySet[SanctionAppeal]:
    """Objections that this officer may answer: not to what the officer decided, not of the officer's own body."""
    rows = SanctionAppeal.objects.visible_to(officer).waiting().exclude(sanction__imposed_by=officer)
    rows = rows.exclude(sanction__buyer__members=officer)
    return rows.select_related("sanction__buyer__region")


def acting_for(officer: User, buyer: Organisation) -> Association:
    """In whose name the officer acts: the association of the buyer's province, or else the officer's own."""
    own = association_for(buyer.region)
    return own if own in officer.associations else officer.associations[0]


def complaints() -> ReviewQuerySet:
    """With everything that their pages show."""
    rows: ReviewQuerySet = Complaint.objects.select_related(
        "demand__buyer__region", "demand__region", "complainant"
    )
    return rows.select_related("association", "submitted_by", "decided_by", "file")


def complaints_readable_by(user: User) -> ReviewQuerySet:
    """For who complained, for officers in charge, and for the buyer once it is looked into."""
    own = Q(pk__in=complaints_for(user).values("pk"))
    if body := user.organisation:
        own |= Q(complainant=body) | Q(demand__buyer=body, accepted_at__isnull=False)
    return complaints().filter(own)


def complaints_for(officer: User) -> ReviewQuerySet:
    """Those that lie with the officer's association; not of or about a body that the officer belongs to."""
    mine = Complaint.objects.visible_to(officer)
    mine = mine.exclude(demand__buyer__members=officer).exclude(complainant__members=officer)
    return complaints().filter(pk__in=mine.values("pk"))
