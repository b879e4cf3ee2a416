"""What of feedback on texts waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.library.feedback import queries
from greenbridge.library.models import TextFeedback


def to_answer(user: User) -> Waiting:
    return Waiting(queries.waiting(), task)


def task(row: TextFeedback) -> Task:
    url = reverse("text_feedback:answer", args=[row.pk])
    return Task(
        kind="条文反馈", title=str(row), url=url, since=row.reported_at, status=row.get_state_display()
    )


def install() -> None:
    register(Queue("text_feedback", "条文反馈", "待办", queries.answers, to_answer))
    register_entry(Entry("条文反馈", "text_feedback:mine", "管理", lambda user: not user.is_staff_member))
