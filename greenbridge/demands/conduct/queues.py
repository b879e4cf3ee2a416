"""What of supervision waits on whose desk."""

import datetime as dt
from collections import Counter
from dataclasses import replace

from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts import contacts
from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import Association, User
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.reviews import Decision
from greenbridge.accounts.workload import Load, Work, by_person, load, of_reviews
from greenbridge.core import clock
from greenbridge.demands.conduct import queries
from greenbridge.demands.models import Complaint, DemandCheck, SanctionAppeal


def checks(user: User) -> Waiting:
    return Waiting(queries.checks().visible_to(user).to_do(), _check)


def _check(row: DemandCheck) -> Task:
    return Task(
        kind="需求核查",
        title=str(row),
        url=row.get_absolute_url(),
        region=row.demand.place,
        since=row.drawn_at,
        due_at=row.due_at if row.is_waiting else row.correct_by,
        status="待核查" if row.is_waiting else "逾期未更正",
        status_kind="plain" if row.is_waiting else "bad",
    )


def _waiting(association: Association) -> Load:
    rows = DemandCheck.objects.to_do().filter(association=association)
    now = clock.now()
    return load(rows, since="draw__drawn_at", late=Q(finding="", due_at__lt=now) | Q(correct_by__lt=now))


def _done(association: Association, after: dt.datetime) -> Counter[int]:
    return by_person(DemandCheck.objects.filter(association=association, found_at__gte=after), "found_by")


def to_correct(user: User) -> list[Task]:
    """What my body owes a change notice for."""
    rows = queries.checks().filter(demand__buyer=user.organisation).to_be_corrected()
    return [
        Task(
            kind="需求更正",
            title=f"发变更公告更正：{row.demand}",
            url=reverse("amendments:new", args=[row.demand.number]),
            region=row.demand.place,
            since=row.found_at,
            due_at=row.correct_by,
            status="逾期" if row.is_corrected_late else "待更正",
            status_kind="bad" if row.is_corrected_late else "warn",
        )
        for row in rows
    ]


def appeals(user: User) -> Waiting:
    return Waiting(queries.appeals_for(user), _appeal)


def _appeal(row: SanctionAppeal) -> Task:
    url = reverse("conduct:answer", args=[row.sanction_id])
    return review_task(row, kind="处置申诉", url=url, region=row.sanction.buyer.region.local_name)


def mine(user: User) -> list[Task]:
    """What my body is under, with the time left to object."""
    rows = queries.sanctions().filter(buyer=user.organisation).in_force()
    return [
        Task(
            kind=row.get_kind_display(),
            title=f"{row.get_ground_display()}，有效至{clock.written(row.until)}",
            url=row.get_absolute_url(),
            since=row.imposed_at,
            due_at=clock.end_of_day(row.last_day_of_appeal) if row.is_appealable else None,
            status="可以申诉" if row.is_appealable else row.state,
            status_kind="bad" if row.is_suspension else "warn",
        )
        for row in rows
    ]


def complaints(user: User) -> Waiting:
    return Waiting(queries.complaints_for(user).waiting().order_by("due_at", "pk"), _complaint)


def _complaint(row: Complaint) -> Task:
    task = review_task(
        row, kind="投诉", url=reverse("conduct:handle", args=[row.pk]), region=row.demand.place
    )
    return task if row.escalated_at else replace(task, status=row.state)


def to_be_heard(user: User) -> list[Task]:
    """What my body is complained of and has not said anything to."""
    rows = queries.complaints().filter(
        demand__buyer=user.organisation,
        decision=Decision.WAITING,
        accepted_at__isnull=False,
        replied_at=None,
    )
    return [
        Task(
            kind="投诉",
            title=f"说明情况：{row.demand}",
            url=row.get_absolute_url(),
            since=row.accepted_at,
            due_at=row.due_at,
            status=row.get_kind_display(),
            status_kind="warn",
        )
        for row in rows
    ]


def _is_officer(user: User) -> bool:
    return user.is_officer


def install() -> None:
    rows = queries.checks()
    contacts.stands_on(
        "demand_check", contacts.Page("conduct:check", rows.visible_to, lambda row: row.demand)
    )
    register(Queue("demand_check", "需求核查", "待办", _is_officer, checks, Work(_waiting, _done)))
    register(Queue("sanction_appeal", "处置申诉", "待办", _is_officer, appeals, of_reviews(SanctionAppeal)))
    register(Queue("complaint", "投诉", "待办", _is_officer, complaints, of_reviews(Complaint)))
    register(Queue("to_correct", "需求更正", "待办", lambda user: user.is_buyer, to_correct))
    register(Queue("my_complaint", "投诉", "待办", lambda user: user.is_buyer, to_be_heard))
    register_entry(Entry("我的投诉", "conduct:complaints", "管理", lambda user: user.is_supplier))
    register(Queue("my_sanction", "警告和暂停", "待办", lambda user: user.is_buyer, mine))
    register_entry(Entry("发布单位监管", "conduct:buyers", "管理", _is_officer))
    register_entry(Entry("发布资格", "conduct:mine", "管理", lambda user: user.is_buyer))
