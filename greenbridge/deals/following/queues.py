"""What of ended demands waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.deals.following import queries

SHOWN = 50


def surveys(user: User) -> list[Task]:
    """What ended two weeks ago, and nobody of my body has said how."""
    return [
        Task(
            kind="结果调查",
            title=str(row),
            url=reverse("deals:survey", args=[row.number]),
            region=row.place,
            since=row.closed_at,
            status="待填写",
        )
        for row in queries.to_be_asked_of(user.organisation)[:SHOWN]
    ]


def install() -> None:
    register(Queue("survey", "结果调查", "待办", lambda user: user.is_buyer, surveys))
    register_entry(Entry("结果调查", "deals:surveys", "管理", lambda user: user.is_officer))
