"""What of spot checks waits on whose desk."""

from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import Role, User
from greenbridge.accounts.workload import Work, in_the_trail
from greenbridge.core import clock
from greenbridge.suppliers.models import SpotCheck
from greenbridge.suppliers.spotcheck import queries

State = SpotCheck.State


def to_examine(user: User) -> list[Task]:
    """To be looked at, and what the body has answered or let pass."""
    rows = queries.with_all(SpotCheck.objects.examined_by(user).exclude(state=State.CLOSED))
    return [
        _task(row, title=str(row.supplier))
        for row in rows.order_by("due_on", "pk")
        if row.is_open or row.is_closable
    ]


def mine(user: User) -> list[Task]:
    """What my body is to correct."""
    rows = SpotCheck.objects.filter(supplier__organisation=user.organisation, state=State.CORRECTING)
    return [_task(row, title="按抽查意见整改并答复") for row in queries.with_all(rows)]


def _task(row: SpotCheck, title: str) -> Task:
    due = row.correct_by or row.due_on
    return Task(
        kind="抽查",
        title=title,
        url=row.get_absolute_url(),
        region=row.supplier.organisation.region.local_name,
        since=row.corrected_at or row.draw.drawn_at,
        due_at=clock.end_of_day(due),
        status=row.get_state_display(),
        status_kind="plain" if row.is_open else "warn",
    )


def install() -> None:
    register(
        Queue(
            "spotcheck",
            "抽查",
            "待办",
            lambda user: user.is_officer,
            to_examine,
            Work(queries.load_of, in_the_trail("spotcheck.found", "spotcheck.closed")),
        )
    )
    register(Queue("my_spotcheck", "抽查整改", "待办", lambda user: user.is_supplier, mine))
    register_entry(Entry("抽取抽查名单", "spotcheck:new", "管理", lambda user: Role.OPERATOR in user.roles))
