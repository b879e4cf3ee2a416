"""What of suspensions waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.workload import of_reviews
from greenbridge.core import clock
from greenbridge.suppliers.models import Appeal, Suspension
from greenbridge.suppliers.suspension import queries


def appeals(user: User) -> Waiting:
    return Waiting(queries.appeals_for(user), _appeal)


def _appeal(row: Appeal) -> Task:
    return review_task(
        row,
        kind="暂停申诉",
        url=reverse("suspension:answer", args=[row.suspension_id]),
        region=row.suspension.supplier.organisation.region.local_name,
    )


def mine(user: User) -> list[Task]:
    """What of my body is not shown, with the time left to object."""
    rows = Suspension.objects.filter(supplier__organisation=user.organisation, ended_at=None)
    return [
        Task(
            kind="暂停展示",
            title=f"{row.what}暂停展示到{clock.written(row.until)}",
            url=row.get_absolute_url(),
            since=row.imposed_at,
            due_at=clock.end_of_day(row.last_day_of_appeal) if row.is_appealable else None,
            status="可以申诉" if row.is_appealable else row.state,
            status_kind="bad",
        )
        for row in rows.select_related("service_type", "appeal")
    ]


def install() -> None:
    register(Queue("appeal", "暂停申诉", "待办", lambda user: user.is_officer, appeals, of_reviews(Appeal)))
    register(Queue("my_suspension", "暂停展示", "待办", lambda user: user.is_supplier, mine))
    register_entry(Entry("暂停展示", "suspension:list", "管理", lambda user: user.is_officer))
