"""What sources differ in waits on the desk of the officer of the body's province."""

from django.db.models import Count, Min
from django.urls import reverse

from greenbridge.accounts.desk import Queue, Task, register
from greenbridge.accounts.models import User
from greenbridge.accounts.workload import Work
from greenbridge.suppliers.models import Statement
from greenbridge.suppliers.provenance import queries


def disputes(user: User) -> list[Task]:
    """One task for each fact: its bodies are gone through one after another."""
    rows = queries.waiting_for(user).order_by().values("field").annotate(Count("pk"), Min("opened_at"))
    return [
        Task(
            kind="来源核定",
            title=f"{row['pk__count']} 家机构的{Statement.Field(row['field']).label}各来源说法不一",
            url=f"{reverse('suppliers:disputes')}?field={row['field']}",
            since=row["opened_at__min"],
            status="待核定",
            status_kind="warn",
        )
        for row in rows
    ]


def install() -> None:
    register(
        Queue(
            "disputes",
            "来源核定",
            "待办",
            lambda user: user.is_officer,
            disputes,
            Work(queries.load_of, queries.settled_by),
        )
    )
