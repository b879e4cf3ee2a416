"""What of questions waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Queue, Task, register
from greenbridge.accounts.models import User
from greenbridge.demands.models import Demand, Question


def unanswered(user: User) -> list[Task]:
    """What is asked about my body's open demands, what is due first in front."""
    rows = Question.objects.unanswered().filter(
        demand__buyer=user.organisation, demand__in=Demand.objects.open()
    )
    return [
        Task(
            kind="待回答的提问",
            title=str(row),
            url=reverse("clarification:answer", args=[row.pk]),
            region=row.demand.place,
            since=row.asked_at,
            due_at=row.due_at,
            status="待回答",
            status_kind="warn",
        )
        for row in rows.select_related("demand__region").order_by("due_at", "pk")
    ]


def install() -> None:
    register(Queue("question", "待回答的提问", "待办", lambda user: user.is_buyer, unanswered))
