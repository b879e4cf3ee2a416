"""What of the calendar waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.library.duties import queries


def mine(user: User) -> list[Task]:
    """What my company has to do within thirty days, or should have done; gone once it is marked as done."""
    profile = queries.profile_of(user.organisation)
    if profile is None:
        return []
    return [
        Task(
            kind="合规事项",
            title=f"{item.duty.title}{f'（{item.period}）' if item.period else ''}",
            url=f"{reverse('duties:calendar')}#{item.key}",
            due_at=clock.end_of_day(item.due.day),
        )
        for item in queries.calendar_of(profile).items
        if (item.is_late or item.is_soon) and not item.is_stopped
    ]


def install() -> None:
    register(Queue("duties", "合规事项", "待办", lambda user: user.is_buyer, mine))
    register_entry(Entry("合规日历", "duties:calendar", "管理", lambda user: user.is_buyer))
