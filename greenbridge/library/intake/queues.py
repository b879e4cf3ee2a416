"""Texts that are held wait on the desks of editors and operators."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.library.access import is_keeper
from greenbridge.library.intake import queries
from greenbridge.library.models import Version


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


def install() -> None:
    register(Queue("held-texts", "法规校对", "待办", is_keeper, to_look_at))
    register_entry(Entry("法规收录", "intake:list", "管理", is_keeper))
