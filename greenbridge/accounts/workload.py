"""How much lies with an association, how old it is, and who has done how much: read from the rows and the trail."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from greenbridge.accounts.models import Association, Role, User
from greenbridge.accounts.reviews import Decision, Review
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock

Done = Counter[int]
"""How much each person has done, by their keys."""
DECIDED = (Decision.PASSED, Decision.RETURNED, Decision.REFUSED)


@dataclass(frozen=True)
class Load:
    """What waits: how much, how much of it too long, and since when the oldest."""

    waiting: int
    overdue: int
    oldest: dt.datetime | dt.date | None
    is_more: bool = False
    """Whether more wait than were counted; and whether more of them wait too long."""
    is_more_overdue: bool = False

    @property
    def waiting_said(self) -> int | str:
        return f"超过{self.waiting}" if self.is_more else self.waiting

    @property
    def overdue_said(self) -> int | str:
        return f"超过{self.overdue}" if self.is_more_overdue else self.overdue

    @property
    def age(self) -> int | None:
        """Days since the oldest came in; None where nothing waits."""
        if self.oldest is None:
            return None
        day = clock.local(self.oldest).date() if isinstance(self.oldest, dt.datetime) else self.oldest
        return (clock.today() - day).days


@dataclass(frozen=True)
class Work:
    """A queue as an association's: what waits with it now, and what was done after a moment."""

    waiting: Callable[[Association], Load]
    done: Callable[[Association, dt.datetime], Done]


def load(rows: QuerySet[Any], *, since: str, late: Q | None = None) -> Load:
    """``since`` names the column that says when a row came in; ``late`` which rows are past their time."""
    overdue = Count("pk", filter=late) if late is not None else Count("pk", filter=Q(pk=None))
    facts = rows.order_by().aggregate(n=Count("pk"), late=overdue, oldest=Min(since))
    return Load(facts["n"], facts["late"], facts["oldest"])


def load_up_to(most: int, rows: QuerySet[Any], *, since: str, late: dt.date) -> Load:
    """Where there may be very many, the oldest alone are counted; ``since`` names a column of days, ``late`` is the day
    before which a row is past its time.
    """
    days: list[dt.date] = list(rows.order_by(since).values_list(since, flat=True)[: most + 1])
    counted, is_more = days[:most], len(days) > most
    overdue = sum(day < late for day in counted)
    return Load(len(counted), overdue, min(counted, default=None), is_more, is_more and overdue == most)


def by_person(rows: QuerySet[Any], person: str) -> Done:
    """How many of the rows each person stands on; those that nobody stands on are left out."""
    counted = rows.exclude(**{person: None}).order_by().values_list(person).annotate(Count("pk"))
    return Counter(dict(counted))


def of_reviews(model: type[Review]) -> Work:
    """Reviews know it all themselves."""
    rows = model._default_manager

    def waiting(association: Association) -> Load:
        mine = rows.filter(association=association, decision=Decision.WAITING)
        return load(mine, since="submitted_at", late=Q(due_at__lt=clock.now()))

    def done(association: Association, after: dt.datetime) -> Done:
        mine = rows.filter(association=association, decision__in=DECIDED, decided_at__gte=after)
        return by_person(mine, "decided_by")

    return Work(waiting, done)


def in_the_trail(*actions: str) -> Callable[[Association, dt.datetime], Done]:
    """What the association's officers have done, where rows do not say by whom."""

    def done(association: Association, after: dt.datetime) -> Done:
        people = list(officers(association).values_list("pk", flat=True))
        return by_person(
            AuditRecord.objects.filter(action__in=actions, at__gte=after, actor__in=people), "actor"
        )

    return done


def officers(association: Association) -> QuerySet[User]:
    """Also those who may not sign in at present: what they did was done."""
    return User.objects.filter(grants__role=Role.OFFICER, grants__association=association)
