"""What of supervision waits on whose desk."""

import datetime as dt
from collections import Counter

from django.db.models import Q

from greenbridge.accounts.desk import Queue, Task, Waiting, register
from greenbridge.accounts.models import Association, User
from greenbridge.accounts.workload import Load, Work, by_person, load
from greenbridge.core import clock
from greenbridge.demands.conduct import queries
from greenbridge.demands.models import DemandCheck


def checks(user: User) -> Waiting:
    return Waiting(queries.checks().visible_to(user).waiting(), _check)


def _check(row: DemandCheck) -> Task:
    return Task(
        kind="需求核查",
        title=str(row),
        url=row.get_absolute_url(),
        region=row.demand.place,
        since=row.drawn_at,
        due_at=row.due_at,
        status="待核查",
    )


def _waiting(association: Association) -> Load:
    rows = DemandCheck.objects.waiting().filter(association=association)
    return load(rows, since="draw__drawn_at", late=Q(due_at__lt=clock.now()))


def _done(association: Association, after: dt.datetime) -> Counter[int]:
    return by_person(DemandCheck.objects.filter(association=association, found_at__gte=after), "found_by")


def install() -> None:
    is_officer = lambda user: user.is_officer  # noqa: E731
    register(Queue("demand_check", "需求核查", "待办", is_officer, checks, Work(_waiting, _done)))
