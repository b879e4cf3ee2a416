"""Texts that are held wait on the desks of editors and operators."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.library.access import is_keeper
from greenbridge.library.intake import queries
from greenbridge.library.models import Correction, Version


def to_look_at(user: User) -> Waiting:
    return Waiting(queries.held().defer("text"), _task)


def _task(version: Version) -> Task:
    return Task(
        kind=version.work.get_kind_display(),
        title=version.title,
        url=reverse("intake:record", args=[version.pk]),
        since=version.created_at,
        status="有待核提示" if version.warnings else "待校对",
        status_kind="warn",
    )


def to_decide(user: User) -> Waiting:
    return Waiting(Correction.objects.waiting().select_related("version").order_by("pk"), _correction)


def _correction(row: Correction) -> Task:
    return Task(
        kind="更正",
        title=row.version.title,
        url=row.get_absolute_url(),
        since=row.proposed_at,
        status="待审核",
        status_kind="warn",
    )


def install() -> None:
    register(Queue("held-texts", "法规校对", "待办", is_keeper, to_look_at))
    register(Queue("corrections", "法规更正", "待办", is_keeper, to_decide))
    register_entry(Entry("法规收录", "intake:list", "管理", is_keeper))
