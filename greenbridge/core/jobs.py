"""Background work: the django_tasks interface with huey behind it, in a SQLite file of its own.

What must not be lost stands in the database (an unsent message, an unfinished import) and is swept up by a
schedule; a job is only the nudge that makes it happen at once.
"""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils.module_loading import autodiscover_modules, import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id
from huey import SqliteHuey, crontab

logger = logging.getLogger(__name__)


@cache
def queue() -> SqliteHuey:
    """The queue of this installation."""
    return SqliteHuey("greenbridge", filename=str(settings.JOBS_FILE), fsync=True, results=False, timeout=20)


@cache
def _runner() -> Any:
    @queue().task(name="run")
    def run(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        close_old_connections()
        import_string(path).func(*args, **kwargs)

    return run


class HueyBackend(BaseTaskBackend):
    """Puts a task on the queue once the surrounding transaction has committed."""

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        result = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        transaction.on_commit(lambda: _runner()(task.module_path, list(args), dict(kwargs)))
        return result


_scheduled: list[tuple[dict[str, str], Callable[[], object]]] = []


def every(**when: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Run a function on a schedule in the job worker: ``@every(minute="*/5")``, as in cron."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        _scheduled.append((when, function))
        return function

    return register


def install_schedule() -> SqliteHuey:
    """The queue with its runner and every scheduled function of the rooms' tasks.py, for the worker process."""
    autodiscover_modules("tasks")
    _runner()
    for when, function in _scheduled:
        queue().periodic_task(crontab(**when), name=f"{function.__module__}.{function.__name__}")(
            _fresh(function)
        )
    return queue()


def _fresh(function: Callable[[], object]) -> Callable[[], None]:
    def call() -> None:
        close_old_connections()
        function()

    return call
