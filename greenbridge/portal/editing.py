"""What editors do in the back office stands on the trail as well: Wagtail's own log is a table like any other.

What serves an editor alone there goes with the account.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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


_noted: ContextVar[set[tuple[str, str, str]] | None] = ContextVar("noted", default=None)
"""What has been noted of the act of an editor that is going on: action, kind, number."""


@contextmanager
def one_act() -> Iterator[None]:
    """What an editor changes inside is one act: of a page that is made and written to there is one trace."""
    token = _noted.set(set())
    try:
        yield
    finally:
        _noted.reset(token)


def note(sender: type[Any], instance: Any, created: bool, **_: Any) -> None:
    """Each entry that Wagtail logs of a person leaves one trace; what the platform sets up by itself leaves none."""
    if not created or instance.user_id is None:
        return
    kind, number = instance.content_type.name, str(getattr(instance, "object_id", None) or instance.page_id)
    noted = _noted.get()
    if noted and instance.action == "wagtail.edit" and ("wagtail.create", kind, number) in noted:
        return
    logged = {} if instance.action in ACTIONS else {"act": instance.action}
    with transaction.atomic():
        audit.record(
            ACTIONS.get(instance.action, OTHER),
            actor=instance.user,
            note=instance.label,
            after={"kind": kind, "id": number} | logged,
        )
    if noted is not None:
        noted.add((instance.action, kind, number))


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
