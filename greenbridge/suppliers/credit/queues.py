"""What of credit information waits on whose desk."""

from dataclasses import replace

from django.urls import reverse

from greenbridge.accounts.desk import Queue, Task, Waiting, register
from greenbridge.accounts.models import User
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.reviews import WORKDAYS_TO_DECIDE, Decision
from greenbridge.accounts.workload import Work, in_the_trail, of_reviews
from greenbridge.core import clock, workdays
from greenbridge.suppliers.credit import queries, rules
from greenbridge.suppliers.models import CreditCheck, CreditObjection, CreditReport


def reports(user: User) -> Waiting:
    return Waiting(queries.reports_for(user).filter(decision=Decision.WAITING), _report)


def _report(row: CreditReport) -> Task:
    region = row.supplier.organisation.region.local_name
    return review_task(row, kind="信用报告", url=row.get_absolute_url(), region=region)


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


def due(user: User) -> list[Task]:
    """One task for all that are due: they are listed on a page."""
    rows = list(queries.due(user).values_list("credit_due_on", flat=True))
    if not rows:
        return []
    more = "超过" if len(rows) > queries.MOST_DUE else ""
    many = min(len(rows), queries.MOST_DUE)
    return [
        Task(
            kind="信用核查",
            title=f"本省有{more} {many} 家机构应作年度信用核查",
            url=reverse("credit:due"),
            due_at=clock.end_of_day(rows[0] + rules.GRACE),
            status="待核查",
        )
    ]


def anomalies(user: User) -> Waiting:
    return Waiting(queries.anomalies_to_settle(user), _anomaly)


def _anomaly(row: CreditCheck) -> Task:
    return Task(
        kind="核查异常",
        title=str(row),
        url=row.get_absolute_url(),
        region=row.supplier.organisation.region.local_name,
        since=row.checked_at,
        due_at=workdays.due_after(row.checked_at, WORKDAYS_TO_DECIDE),
        status="待复核",
        status_kind="warn",
    )


def objections(user: User) -> Waiting:
    return Waiting(queries.objections_to_answer(user), _objection)


def _objection(row: CreditObjection) -> Task:
    region = row.supplier.organisation.region.local_name
    task = review_task(row, kind="信用异议", url=row.get_absolute_url(), region=region)
    return task if row.is_waiting else replace(task, status="待来源答复", status_kind="warn")


def install() -> None:
    objecting = Work(
        queries.load_of_objections,
        in_the_trail(
            "supplier.credit_record_withdrawn",
            "supplier.credit_record_kept",
            "supplier.credit_record_disputed",
        ),
    )
    looking = Work(queries.load_of_due, in_the_trail("supplier.credit_checked"))
    settling = Work(queries.load_of_anomalies, queries.settled_by)
    for key, label, tasks, work in (
        ("credit_report", "信用报告", reports, of_reviews(CreditReport)),
        ("credit_objection", "信用异议", objections, objecting),
        ("credit_due", "信用核查", due, looking),
        ("credit_anomaly", "核查异常", anomalies, settling),
    ):
        register(Queue(key, label, "待办", lambda user: user.is_officer, tasks, work))
    register(Queue("my_credit_report", "信用报告", "待办", lambda user: user.is_supplier, my_report))
