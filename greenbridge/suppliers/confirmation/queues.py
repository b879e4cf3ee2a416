"""What of yearly confirmations waits on whose desk."""

import datetime as dt

from django.db.models import Count, Min, Q
from django.urls import reverse

from greenbridge.accounts import contacts
from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.accounts.workload import Work, in_the_trail
from greenbridge.core import clock
from greenbridge.suppliers.confirmation import queries
from greenbridge.suppliers.models import Confirmation


def mine(user: User) -> list[Task]:
    """From thirty days before the last day on."""
    rows = Confirmation.objects.filter(supplier__organisation=user.organisation, confirmed_at=None)
    row = rows.select_related("supplier").first()
    if row is None or not (row.is_asked_for and row.supplier.is_admitted):
        return []
    return [
        Task(
            kind="年度确认",
            title="确认机构信息属实，没有变化的一步即可确认",
            url=reverse("suppliers:confirm"),
            due_at=clock.end_of_day(row.due_on),
            status="超过一年未确认" if row.is_overdue else "待确认",
            status_kind="bad" if row.is_overdue else "warn",
        )
    ]


def unconfirmed(user: User) -> list[Task]:
    """One task for all of the province that are late, and one for those that nobody can remind: they stand on one page."""
    rows, late = queries.unconfirmed(user).order_by(), Q(due_on__lt=clock.today())
    found = rows.aggregate(
        late=Count("pk", filter=late), others=Count("pk", filter=~late), first=Min("due_on")
    )
    tasks = []
    if found["late"]:
        since = clock.end_of_day(found["first"])
        tasks.append(_unconfirmed(f"{found['late']}家机构的信息超过一年未确认", since))
    if found["others"]:
        tasks.append(_unconfirmed(f"{found['others']}家机构应作年度确认，但已没有成员可以提醒"))
    return tasks


def _unconfirmed(title: str, since: dt.datetime | None = None) -> Task:
    return Task(
        kind="年度确认",
        title=title,
        url=reverse("suppliers:unconfirmed"),
        since=since,
        status="未确认",
        status_kind="warn",
    )


def install() -> None:
    page = contacts.Page("suppliers:unconfirmed", queries.unconfirmed, lambda row: row.supplier, is_list=True)
    contacts.stands_on("unconfirmed", page)
    register(Queue("my_confirmation", "年度确认待办", "待办", lambda user: user.is_supplier, mine))
    register(
        Queue(
            "unconfirmed",
            "年度确认",
            "待办",
            lambda user: user.is_officer,
            unconfirmed,
            Work(queries.load_of, in_the_trail("supplier.late_report_noted")),
        )
    )
    register_entry(Entry("年度确认", "suppliers:confirm", "管理", lambda user: user.is_supplier))
