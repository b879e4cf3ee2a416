"""What cites a changed document waits on the desks of editors."""

from greenbridge.accounts.desk import Queue, Task, Waiting, register
from greenbridge.accounts.models import Role, User
from greenbridge.library.models import Recheck
from greenbridge.library.rechecks import queries, registry


def to_look_at(user: User) -> Waiting:
    return Waiting(queries.waiting(), _task)


def _task(row: Recheck) -> Task:
    return Task(
        kind=registry.label(row.source),
        title=row.title,
        url=row.get_absolute_url(),
        since=row.opened_at,
        status=row.get_stage_display(),
        status_kind="bad" if row.stage == Recheck.Stage.IN_FORCE else "warn",
    )


def install() -> None:
    register(Queue("rechecks", "待复核", "待办", lambda user: Role.EDITOR in user.roles, to_look_at))
