"""Writings wait on the desk of the editors who may approve them, or who have to change them."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import Role, User
from greenbridge.library.models import Submission
from greenbridge.library.writings import queries

EDIT, INDEX = "wagtailsnippets_library_{}:edit", "wagtailsnippets_library_writing:list"


def is_editor(user: User) -> bool:
    return Role.EDITOR in user.roles


def tasks(user: User) -> list[Task]:
    """What to approve, then what came back."""
    return [
        *(_task(one, "文章审核", "待审核", "warn") for one in queries.to_approve(user)),
        *(_task(one, "退回修改", "请修改", "bad") for one in queries.sent_back(user)),
    ]


def _task(submission: Submission, kind: str, status: str, status_kind: str) -> Task:
    state = submission.workflow_state
    return Task(
        kind=kind,
        title=submission.revision.object_str,
        url=reverse(EDIT.format(state.content_type.model), args=[state.object_id]),
        since=submission.finished_at or submission.started_at,
        status=status,
        status_kind=status_kind,
    )


def install() -> None:
    register(Queue("writings", "文章审核", "待办", is_editor, tasks))
    register_entry(Entry("解读和资讯", INDEX, "管理", is_editor))
