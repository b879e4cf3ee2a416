"""The registry of the desk (工作台): each room says what waits for whom; the portal shows it all in one place."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from django.utils.functional import cached_property

from greenbridge.core import clock, workdays

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from greenbridge.accounts.models import User
    from greenbridge.accounts.workload import Work


@dataclass(frozen=True)
class Task:
    """One thing that waits for a person (任务)."""

    kind: str
    title: str
    url: str
    region: str = ""
    since: dt.datetime | None = None
    due_at: dt.datetime | None = None
    status: str = ""
    status_kind: str = "plain"

    @property
    def due_text(self) -> str:
        """已超期 1 个工作日, 今天截止, 还有 2 个工作日; empty without a deadline."""
        if self.due_at is None:
            return ""
        today, day = clock.today(), clock.local(self.due_at).date()
        if day < today:
            return f"已超期 {max(workdays.workdays_between(day, today), 1)} 个工作日"
        if day == today:
            return "今天截止"
        return f"还有 {max(workdays.workdays_between(today, day), 1)} 个工作日"

    @property
    def due_kind(self) -> str:
        """How pressing it is: late, soon, or nothing."""
        if self.due_at is None:
            return ""
        today, day = clock.today(), clock.local(self.due_at).date()
        return "late" if day < today else "soon" if day == today else ""


class Waiting(Sequence[Task]):
    """Rows as tasks, those that are due first in front: the side menu of every page counts them without reading one,
    and a page of the desk reads no more than it shows."""

    def __init__(self, rows: "QuerySet[Any]", task: Callable[[Any], Task]) -> None:
        self._rows = rows
        self._task = task

    @cached_property
    def _count(self) -> int:
        return self._rows.count()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Task]:
        return map(self._task, self._rows)

    @overload
    def __getitem__(self, index: int) -> Task: ...
    @overload
    def __getitem__(self, index: slice) -> list[Task]: ...
    def __getitem__(self, index: int | slice) -> Task | list[Task]:
        if isinstance(index, slice):
            return list(map(self._task, self._rows[index]))
        return self._task(self._rows[index])


@dataclass(frozen=True)
class Queue:
    """A kind of task with a page of its own (队列). What officers work through says what there is to do of it."""

    key: str
    label: str
    group: str
    applies: Callable[["User"], bool]
    tasks: Callable[["User"], Sequence[Task]]
    work: "Work | None" = None
    bulk: str = ""
    """The name of the page on which several are decided alike, if there is one."""


@dataclass(frozen=True)
class Entry:
    """A page that belongs on someone's desk without being a queue (入口)."""

    label: str
    url_name: str
    group: str
    applies: Callable[["User"], bool]


_queues: dict[str, Queue] = {}
_entries: list[Entry] = []


def register(queue: Queue) -> None:
    _queues[queue.key] = queue


def register_entry(entry: Entry) -> None:
    if entry not in _entries:
        _entries.append(entry)


def queues_for(user: "User") -> list[Queue]:
    return [queue for queue in _queues.values() if queue.applies(user)]


def entries_for(user: "User") -> list[Entry]:
    return [entry for entry in _entries if entry.applies(user)]


def onward(user: "User", key: str, otherwise: str = "portal:desk") -> str:
    """Where to go after a decision: to the next in the same queue, or back to the desk."""
    queue = _queues.get(key)
    tasks = queue.tasks(user) if queue else []
    return tasks[0].url if tasks else otherwise
