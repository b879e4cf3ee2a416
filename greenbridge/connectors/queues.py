"""Sources that need looking at wait on the desks of operators."""

from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import Role, User
from greenbridge.connectors import queries
from greenbridge.connectors.models import Run


def alarms(user: User) -> list[Task]:
    return [_task(run) for run in queries.to_look_at()]


def _task(run: Run) -> Task:
    return Task(
        kind="官方来源",
        title=f"{run.source}：{run.alarm}",
        url=run.source.get_absolute_url(),
        since=run.started_at,
        status="需要查看",
        status_kind="bad",
    )


def _is_operator(user: User) -> bool:
    return Role.OPERATOR in user.roles


def install() -> None:
    register(Queue("connectors", "官方来源警报", "待办", _is_operator, alarms))
    register_entry(Entry("官方来源", "connectors:list", "管理", _is_operator))
