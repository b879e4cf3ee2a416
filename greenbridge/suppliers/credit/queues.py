"""What of credit information waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Queue, Task, register
from greenbridge.accounts.models import User
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock
from greenbridge.suppliers.credit import queries
from greenbridge.suppliers.models import CreditReport


def reports(user: User) -> list[Task]:
    return [
        review_task(
            row,
            kind="信用报告",
            url=row.get_absolute_url(),
            region=row.supplier.organisation.region.local_name,
        )
        for row in queries.reports_for(user).filter(decision=Decision.WAITING)
    ]


def my_report(user: User) -> list[Task]:
    """What came back, or is too old soon."""
    rows = CreditReport.objects.filter(supplier__organisation=user.organisation)
    latest = rows.order_by("-submitted_at", "-pk").first()
    if latest is None or latest.is_waiting or not (latest.decision == Decision.RETURNED or latest.is_ending):
        return []
    returned = latest.decision == Decision.RETURNED
    return [
        Task(
            kind="信用报告",
            title="按退回理由重新上传信用报告" if returned else "上传新的信用报告",
            url=reverse("credit:submit"),
            since=latest.decided_at,
            due_at=None if returned else clock.end_of_day(latest.last_day),
            status="退回修改" if returned else "已满六个月" if latest.is_too_old else "即将满六个月",
            status_kind="warn",
        )
    ]


def install() -> None:
    register(Queue("credit_report", "信用报告", "待办", lambda user: user.is_officer, reports))
    register(Queue("my_credit_report", "信用报告", "待办", lambda user: user.is_supplier, my_report))
