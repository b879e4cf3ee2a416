"""Which demands are due to be followed up, and what is said of them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.provinces import of_associations
from greenbridge.core import clock
from greenbridge.deals import queries
from greenbridge.deals.following import rules
from greenbridge.deals.models import Interest, Outcome, Reminder, Survey
from greenbridge.demands.models import Demand
from greenbridge.demands.queries import usual_budgets

Kind = Reminder.Kind
DAY = dt.timedelta(days=1)
BEFORE = {Kind.SOON: 3 * DAY, Kind.LAST: DAY}
AFTER_END = 14 * DAY
ASKED_FOR = 90 * DAY  # of what ended longer ago nobody remembers enough
ENDED = (Demand.Status.CLOSED, Demand.Status.EXPIRED)


def unanswered() -> QuerySet[Demand]:
    """Open demands of which half the time is gone, that nobody has answered and of which nobody was told."""
    now = Value(clock.now())
    left = ExpressionWrapper(F("deadline") - now, DurationField())
    gone = ExpressionWrapper(now - F("published_at"), DurationField())
    answers = Interest.objects.filter(demand=OuterRef("pk"), withdrawn_at=None)
    told = Reminder.objects.filter(demand=OuterRef("pk"), kind=Kind.UNANSWERED)
    rows = Demand.objects.open().annotate(left=left, gone=gone).filter(left__lte=F("gone"))
    return rows.filter(~Exists(answers), ~Exists(told)).order_by("deadline")


def near_their_deadline(kind: str) -> QuerySet[Demand]:
    """Open demands that end within the days of the reminder, and of whose present deadline nobody was reminded so.

    A call that was that short from its beginning is left out.
    """
    days = BEFORE[Kind(kind)]
    told = Reminder.objects.filter(
        demand=OuterRef("pk"), kind__in=(kind, Kind.LAST), about=OuterRef("deadline")
    )
    rows = Demand.objects.open().filter(deadline__lte=clock.now() + days)
    return rows.filter(~Exists(told), published_at__lt=F("deadline") - days - DAY).order_by("deadline")


def to_be_asked() -> QuerySet[Demand]:
    """Demands that ended two weeks ago, and whose buyer has not said how."""
    now = clock.now()
    rows = Demand.objects.filter(status__in=ENDED, outcome=None)
    return rows.filter(closed_at__lte=now - AFTER_END, closed_at__gt=now - ASKED_FOR).order_by("closed_at")


def not_asked_yet() -> QuerySet[Demand]:
    return to_be_asked().filter(~Exists(Reminder.objects.filter(demand=OuterRef("pk"), kind=Kind.SURVEY)))


def to_be_asked_of(body: Organisation | None) -> QuerySet[Demand]:
    return to_be_asked().filter(buyer=body).select_related("region")


def surveys_for(officer: User) -> QuerySet[Survey]:
    """What buyers have said of demands with a site in the officer's province, the latest first."""
    rows = Survey.objects.filter(of_associations(officer.associations, "outcome__demand"))
    return rows.select_related("outcome__demand__buyer", "outcome__demand__region").order_by("-answered_at")


@dataclass(frozen=True)
class Summary:
    """What the surveys of a province come to."""

    asked: int
    answered: int
    mean: float | None
    """Of one to five."""
    agreed: int
    """Per cent of the answered that found a supplier."""


def summary_for(officer: User) -> Summary:
    """How many buyers of the officer's province were asked and said something, and what on average."""
    near = of_associations(officer.associations, "demand")
    found = (
        surveys_for(officer)
        .order_by()
        .aggregate(
            answered=Count("pk"),
            mean=Avg("satisfaction"),
            agreed=Count("pk", filter=Q(outcome__kind=Outcome.Kind.AGREED)),
        )
    )
    answered = found["answered"]
    said = Survey.objects.filter(outcome__demand=OuterRef("demand"))
    unsaid = Reminder.objects.filter(~Exists(said), near, kind=Kind.SURVEY).values("demand").distinct()
    agreed = round(100 * found["agreed"] / answered) if answered else 0
    return Summary(answered + unsaid.count(), answered, found["mean"], agreed)


def scope_of(demand: Demand) -> rules.Scope:
    """The facts behind the advice."""
    found = queries.matches(demand)
    types = list(demand.service_types.all())
    usual = usual_budgets(types) if len(types) == 1 else []
    assert demand.published_at is not None  # noqa: S101 — it is open
    return rules.Scope(
        fitting=sum(match.card.fits for match in found),
        near=sum(not match.card.fits for match in found),
        invited=demand.invitations.count(),
        days=(demand.ends_at - demand.published_at).days,
        credentials=demand.credentials.count(),
        budget=demand.budget_max,
        usual_low=usual[0][1].low if usual else None,
    )
