"""Links that do not open wait on the desks of those who can mend them."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import Role, User
from greenbridge.suppliers.guides import queries
from greenbridge.suppliers.guides.services import KEEPERS
from greenbridge.suppliers.models import Guide

EDIT, INDEX = "wagtailsnippets_suppliers_guide:edit", "wagtailsnippets_suppliers_guide:list"


def broken_links(user: User) -> list[Task]:
    return [_task(guide, user) for guide in queries.broken()]


def _task(guide: Guide, user: User) -> Task:
    """An editor goes straight to where the address is changed; an operator sees what visitors see."""
    is_editor = Role.EDITOR in user.roles
    return Task(
        kind="失效链接",
        title=f"“{guide.name}”的网址打不开（{guide.link_check.answer}）",
        url=reverse(EDIT, args=[guide.pk]) if is_editor else guide.get_absolute_url(),
        region=guide.places,
        since=guide.link_check.failing_since,
        status="未能打开",
        status_kind="bad",
    )


def install() -> None:
    register(
        Queue(
            "links",
            "失效链接",
            "待办",
            lambda user: not user.roles.isdisjoint(KEEPERS),
            broken_links,
        )
    )
    register_entry(Entry("业务系统指南", INDEX, "管理", lambda user: Role.EDITOR in user.roles))
