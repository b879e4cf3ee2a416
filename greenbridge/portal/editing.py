"""What editors do in the back office stands on the trail as well: Wagtail's own log is a table like any other.

What serves an editor alone there goes with the account.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from taggit.models import TaggedItem
from wagtail.admin.models import EditingSession, FormState
from wagtail.images.models import Image
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


@dataclass
class Act:
    """What an editor does with one form, and what has been noted of it."""

    editor: User | AnonymousUser
    noted: set[tuple[str, str, str]] = field(default_factory=set)


_act: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def acting(editor: User | AnonymousUser) -> Iterator[None]:
    """What is changed inside is one act of an editor."""
    token = _act.set(Act(editor))
    try:
        yield
    finally:
        _act.reset(token)


def note(sender: type[Any], instance: Any, created: bool, **_: Any) -> None:
    """Each entry that Wagtail logs of a person leaves one trace; what the platform sets up by itself leaves none."""
    number = str(getattr(instance, "object_id", None) or instance.page_id)
    is_image = instance.content_type.model_class() is Image
    if created and instance.user_id is not None and not is_image:
        _note(instance.action, instance.content_type.name, number, instance.label, instance.user)


def note_image(
    sender: type[Any],
    instance: Any,
    created: bool | None = None,
    update_fields: Collection[str] | None = None,
    **_: Any,
) -> None:
    """Of images Wagtail logs what comes by one of its forms and not what comes by the others: each leaves its trace here.

    Nothing is noted of what Wagtail itself works out of an image later on, which are its ``update_fields``.
    """
    act, action = _act.get(), {True: "wagtail.create", False: "wagtail.edit", None: "wagtail.delete"}[created]
    image = instance.content_object if isinstance(instance, TaggedItem) else instance
    if act and isinstance(image, Image) and not update_fields:
        verb = "wagtail.edit" if image is not instance else action
        _note(verb, str(image._meta.verbose_name), str(image.pk), image.title, act.editor)


def _note(action: str, kind: str, number: str, label: str, editor: User | AnonymousUser) -> None:
    """One trace, and one alone of what is made and written to in the same act."""
    act = _act.get()
    if (
        act
        and action == "wagtail.edit"
        and act.noted & {(one, kind, number) for one in (action, "wagtail.create")}
    ):
        return
    logged = {} if action in ACTIONS else {"act": action}
    with transaction.atomic():
        audit.record(
            ACTIONS.get(action, OTHER),
            actor=editor,
            note=label,
            after={"kind": kind, "id": number} | logged,
        )
    if act:
        act.noted.add((action, kind, number))


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
