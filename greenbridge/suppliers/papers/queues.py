"""Credentials that sources differ in wait on the desk of the officer of the body's province."""

from django.db.models import Count, Min
from django.urls import reverse

from greenbridge.accounts.desk import Queue, Task, register
from greenbridge.accounts.models import User
from greenbridge.accounts.workload import Work
from greenbridge.suppliers.papers import queries


def paper_disputes(user: User) -> list[Task]:
    """One task for all: they are gone through one after another."""
    waiting = queries.waiting_for(user).order_by().aggregate(Count("pk"), Min("opened_at"))
    if not waiting["pk__count"]:
        return []
    return [
        Task(
            kind="资质核定",
            title=f"{waiting['pk__count']} 张资质各来源说法不一",
            url=reverse("suppliers:paper_disputes"),
            since=waiting["opened_at__min"],
            status="待核定",
            status_kind="warn",
        )
    ]


def install() -> None:
    register(
        Queue(
            "paper_disputes",
            "资质核定",
            "待办",
            lambda user: user.is_officer,
            paper_disputes,
            Work(queries.load_of, queries.settled_by),
        )
    )
