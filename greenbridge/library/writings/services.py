"""What happens to a writing: a picture is taken in, it is handed in, approved, published, taken off."""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

from greenbridge.accounts.models import Role, User
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.library.models import (
    Picture,
    SecondEditor,
    Submission,
    Term,
    Topic,
    TopicListing,
    Work,
    Writing,
)
from greenbridge.library.search import find_anew
from greenbridge.messaging import services as messaging
from greenbridge.search import services as search

PICTURES = ("png", "jpg")
NAME = "两人审核"
GLOSSARY = "glossary"  # the collection of terms that editors explain
EDITED = (Writing, Topic, Term)


@transaction.atomic
def take_picture(upload: files.Upload, title: str, words: str, *, editor: User) -> Picture:
    """Keep a picture with all its words; everybody may see it. Raises what ``files.store`` raises."""
    file = files.store(upload, owner=editor, secrecy=File.Secrecy.PUBLIC, kinds=PICTURES)
    return Picture.objects.create(title=title, file=file, words=words)


@transaction.atomic
def install() -> None:
    """Lay down the approval by a second editor for everything that editors write here. A second time changes nothing."""
    task, is_new = SecondEditor.objects.get_or_create(name="另一位编辑审核")
    if is_new:
        task.groups.set([Group.objects.get_or_create(name=Role.EDITOR.label)[0]])
    workflow, _ = Workflow.objects.get_or_create(name=NAME)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    for kind in ContentType.objects.get_for_models(*EDITED).values():
        WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": workflow})


@transaction.atomic
def follow(writing: Writing) -> None:
    """Tell the index that a writing appeared, changed or went."""
    search.changed("writing", writing.pk)


@transaction.atomic
def follow_term(term: Term) -> None:
    """Tell the index that a term that editors explain appeared, changed or went."""
    search.changed(GLOSSARY, term.pk)


@transaction.atomic
def follow_topic(topic: Topic) -> None:
    """A topic appeared, changed or went: tell the index, and note since when it names which documents.

    What a topic named when it was first published is no news to anybody; its followers hear of what comes to it later.
    """
    search.changed("topic", topic.pk)
    if not topic.live:
        return
    Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    named = set(topic.items.exclude(work=None).values_list("work", flat=True))
    topic.listings.exclude(work__in=named).delete()
    new = named - set(topic.listings.values_list("work", flat=True))
    now = clock.now()
    TopicListing.objects.bulk_create(TopicListing(topic=topic, work_id=key, listed_at=now) for key in new)


@transaction.atomic
def follow_work(work: Work) -> None:
    """Tell the index that an editor said something else of a document."""
    find_anew([work])


@transaction.atomic
def tell_editors(submission: Submission) -> None:
    """Each editor who may approve hears of a text that was handed in."""
    title = submission.revision.object_str
    own = (submission.workflow_state.requested_by_id, submission.written_by_id)
    others = User.objects.filter(grants__role=Role.EDITOR, is_active=True).exclude(pk__in=filter(None, own))
    messaging.send_to_all(others.distinct(), f"“{title}”已送审，请审核。", link="/desk/writings/")


def hear_of_submission(instance: Any, **signal: Any) -> None:
    """Receiver of Wagtail's ``task_submitted``, the only word it gives."""
    if isinstance(instance, Submission):
        tell_editors(instance)
