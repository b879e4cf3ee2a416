"""What of feedback on texts waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Queue, Task, Waiting, register
from greenbridge.accounts.models import User
from greenbridge.accounts.my_lists import Reported, reported
from greenbridge.library.feedback import queries
from greenbridge.library.models import TextFeedback


def to_answer(user: User) -> Waiting:
    return Waiting(queries.waiting(), task)


def task(row: TextFeedback) -> Task:
    url = reverse("text_feedback:answer", args=[row.pk])
    return Task(
        kind="条文反馈", title=str(row), url=url, since=row.reported_at, status=row.get_state_display()
    )


def my_reports(user: User) -> list[Reported]:
    """What I reported of texts."""
    return [
        Reported(
            about=f"《{row.version.title}》{row.clause}",
            kind=row.get_kind_display(),
            text=row.text,
            url=row.get_absolute_url(),
            reported_at=row.reported_at,
            outcome=row.get_state_display(),
            answer=row.answer,
            is_waiting=row.is_waiting,
        )
        for row in queries.mine(user)
    ]


def install() -> None:
    register(Queue("text_feedback", "条文反馈", "待办", queries.answers, to_answer))
    reported.add(my_reports)
