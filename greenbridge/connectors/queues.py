"""Sources that need looking at wait on the desks of operators; originals that do not open on those of editors too."""

from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import Role, User
from greenbridge.connectors import originals, queries
from greenbridge.connectors.models import OriginalLink, Run


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


def originals_that_do_not_open(user: User) -> list[Task]:
    return [_of_link(link) for link in originals.broken()]


def _of_link(link: OriginalLink) -> Task:
    version = link.version
    return Task(
        kind="失效原文链接",
        title=f"{version.number}《{version.title}》的原文打不开（{link.answer}）",
        url=version.get_absolute_url(),
        since=link.failing_since,
        status="未能打开",
        status_kind="bad",
    )


def _is_operator(user: User) -> bool:
    return Role.OPERATOR in user.roles


def install() -> None:
    register(Queue("connectors", "官方来源警报", "待办", _is_operator, alarms))
    register(
        Queue(
            "originals",
            "失效原文链接",
            "待办",
            lambda user: not user.roles.isdisjoint(originals.KEEPERS),
            originals_that_do_not_open,
        )
    )
    register_entry(Entry("官方来源", "connectors:list", "管理", _is_operator))
