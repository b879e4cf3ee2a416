"""What editors do in the back office stands on the trail as well: Wagtail's own log is a table like any other.

What serves an editor alone there goes with the account.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, PageSubscription, UploadedFile
from wagtail.users.models import UserProfile

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit

ACTIONS = {
    "wagtail.create": "backoffice.created",
    "wagtail.edit": "backoffice.edited",
    "wagtail.delete": "backoffice.deleted",
    "wagtail.publish": "backoffice.published",
    "wagtail.unpublish": "backoffice.unpublished",
    "wagtail.publish.schedule": "backoffice.scheduled",
    "wagtail.workflow.start": "backoffice.submitted",
    "wagtail.workflow.approve": "backoffice.approved",
    "wagtail.workflow.reject": "backoffice.sent_back",
    "wagtail.workflow.resume": "backoffice.submitted",
    "wagtail.workflow.cancel": "backoffice.taken_back",
}
OTHER = "backoffice.other"

# Of what Wagtail logs of one thing in one act, the first of these is the act; the others came with it.
ANY_OTHER = ""
FIRST = (
    *("wagtail.workflow.approve", "wagtail.workflow.reject", "wagtail.workflow.start"),
    *("wagtail.publish", "wagtail.publish.schedule"),
    *(ANY_OTHER, "wagtail.create", "wagtail.edit", "wagtail.rename"),
)
CAME_WITH_IT = {"wagtail.create": "新增", "wagtail.publish": "发布", "wagtail.publish.schedule": "定时发布"}


@dataclass(frozen=True)
class Logged:
    """What Wagtail logs of a person."""

    action: str
    kind: str
    number: str
    label: str
    by: User

    def is_of(self, other: "Logged") -> bool:
        return (self.kind, self.number) == (other.kind, other.number)


_act: ContextVar[list[Logged] | None] = ContextVar("act", default=None)


@contextmanager
def one_act() -> Iterator[None]:
    """What an editor does inside is one act: of each thing there is one trace, however much Wagtail logs of it."""
    logged: list[Logged] = []
    token = _act.set(logged)
    try:
        with transaction.atomic():
            yield
            for one in logged:
                others = [other for other in logged if other.is_of(one)]
                if one is min(others, key=_rank):
                    _record(one, [other.action for other in others if other.action != one.action])
    finally:
        _act.reset(token)


def _rank(one: Logged) -> int:
    return FIRST.index(one.action if one.action in FIRST else ANY_OTHER)


def note(sender: type[Any], instance: Any, created: bool, **_: Any) -> None:
    """Each entry that Wagtail logs of a person leaves a trace; what the platform sets up by itself leaves none."""
    if not created or instance.user_id is None:
        return
    number = str(getattr(instance, "object_id", None) or instance.page_id)
    one = Logged(instance.action, instance.content_type.name, number, instance.label, instance.user)
    act = _act.get()
    if act is None:
        _record(one, [])
    else:
        act.append(one)


def _record(one: Logged, beside: list[str]) -> None:
    with_it = [CAME_WITH_IT[action] for action in beside if action in CAME_WITH_IT]
    logged = {} if one.action in ACTIONS else {"act": one.action}
    if with_it:
        logged["also"] = "、".join(with_it)
    with transaction.atomic():
        audit.record(
            ACTIONS.get(one.action, OTHER),
            actor=one.by,
            note=one.label,
            after={"kind": one.kind, "id": one.number} | logged,
        )


def forget(person: User) -> None:
    """Delete what Wagtail keeps for a person alone, with its files. What others read of theirs stays without the name."""
    own: tuple[type[models.Model], ...] = (EditingSession, FormState, PageSubscription, APIToken)
    for table in own:
        table._default_manager.filter(user=person).delete()
    for profile in UserProfile.objects.filter(user=person):
        _with_its_file(profile, "avatar")
    for upload in UploadedFile.objects.filter(uploaded_by_user=person):
        _with_its_file(upload, "file")


def _with_its_file(row: models.Model, column: str) -> None:
    file = getattr(row, column)
    name, storage = file.name, file.storage
    row.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
