"""Background work: the django_tasks interface with huey behind it, in a SQLite file of its own or in PostgreSQL.

What must not be lost stands in the database (an unsent message, an unfinished import) and is swept up by a
schedule; a job is only the nudge that makes it happen at once.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import psycopg
from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils.module_loading import autodiscover_modules, import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id
from huey import PostgresHuey, SqliteHuey, crontab
from huey.api import Huey

from greenbridge.core import beats, clock, postgres

logger = logging.getLogger(__name__)

WORKER = "worker"  # the name of its sign of life
_LOCK = 7_201_922  # any number that nobody else uses: one process makes the tables of the queue
_LOOKED_AT = 20  # of the waiting jobs, to find the age of the oldest


@cache
def queue() -> Huey:
    """The queue of this installation: in PostgreSQL, where that is the database, and all machines share it."""
    if not postgres.is_in_use():
        return SqliteHuey(
            "greenbridge", filename=str(settings.JOBS_FILE), fsync=True, results=False, timeout=20
        )
    with postgres.connect() as db:
        db.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        return PostgresHuey("greenbridge", connection=postgres.connect, results=False, blocking=False)


def forget_the_queue() -> None:
    """Close it; the next who asks opens it anew."""
    if queue.cache_info().currsize:
        queue().storage.close()
    queue.cache_clear()
    _runner.cache_clear()


def waiting() -> tuple[int, float]:
    """How many jobs wait, and for how many seconds the oldest has."""
    storage = queue().storage
    # As they were written down, not as tasks: what runs by the clock is known to the worker only.
    jobs = [queue().serializer.deserialize(data) for data in storage.enqueued_items(_LOOKED_AT)]
    asked = [job.kwargs["asked_at"] for job in jobs if "asked_at" in (job.kwargs or {})]
    return storage.queue_size(), max(time.time() - min(asked), 0.0) if asked else 0.0


@cache
def _runner() -> Any:
    @queue().task(name="run")
    def run(path: str, args: list[Any], kwargs: dict[str, Any], asked_at: float) -> None:
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
        # Robust: the change is committed, and its sweep comes. A queue that is away must not call it failed.
        transaction.on_commit(lambda: _nudge(task.module_path, list(args), dict(kwargs)), robust=True)
        return result


def _nudge(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    _runner()(path, args, kwargs, asked_at=time.time())


_scheduled: list[tuple[dict[str, str], Callable[[], object]]] = []


def every(**when: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Run a function on a schedule in the job worker: ``@every(minute="*/5")``, as in cron. In UTC: 18 is two in the morning."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        _scheduled.append((when, function))
        return function

    return register


def scheduled() -> list[Callable[[], object]]:
    """Every function of the rooms that runs by the clock."""
    autodiscover_modules("tasks")
    return [function for _, function in _scheduled]


def await_queue() -> None:
    """Wait until the queue's database answers: it may be starting at the same moment as the worker."""
    while True:
        try:
            queue()
        except psycopg.OperationalError as not_yet:
            logger.warning("the queue is not there yet: %s", not_yet)
            time.sleep(1)
        else:
            return


def install_schedule() -> Huey:
    """The queue with its runner and every scheduled function of the rooms' tasks.py, for the worker process."""
    _runner()
    for name, (when, function) in _known().items():
        queue().periodic_task(_due(name, crontab(**when)), name=name)(partial(_run_afresh, name, function))
    return queue()


@dataclass(frozen=True)
class Scheduled:
    """A function that runs by the clock: when it is due next, and how long ago it went well or wrong on this machine."""

    name: str
    next_at: dt.datetime
    done_s: float | None
    failed_s: float | None


def schedule() -> list[Scheduled]:
    """Every scheduled function of the rooms."""
    now = clock.now().replace(second=0, microsecond=0)
    return [
        Scheduled(name, _next(crontab(**when), now), beats.age(f"{name}.done"), beats.age(f"{name}.failed"))
        for name, (when, _) in _known().items()
    ]


def run_scheduled(name: str) -> None:
    """Run a scheduled function now, out of turn."""
    _run(name, _known()[name][1])


def _known() -> dict[str, tuple[dict[str, str], Callable[[], object]]]:
    autodiscover_modules("tasks")
    return {f"{function.__module__}.{function.__name__}": (when, function) for when, function in _scheduled}


def _next(falls_due: Callable[[dt.datetime], bool], now: dt.datetime) -> dt.datetime:
    """The first due minute; schedules recur at least every year."""
    minutes = (now + dt.timedelta(minutes=n) for n in range(1, 366 * 24 * 60))
    return next(minute for minute in minutes if falls_due(minute))


def _due(name: str, falls_due: Callable[[dt.datetime], bool]) -> Callable[[dt.datetime], bool]:
    """Due once, however many workers look at the same clock: the first to claim the minute has it."""
    claimed = ""

    def check(moment: dt.datetime) -> bool:
        nonlocal claimed
        beats.beat(WORKER)
        claim = f"{name} {moment:%Y%m%d%H%M}"
        if not falls_due(moment) or not queue().storage.put_if_empty(claim, b"1"):
            return False
        if claimed:
            queue().storage.delete_data(claimed)
        claimed = claim
        return True

    return check


def _run(name: str, function: Callable[[], object]) -> None:
    """How it ended is seen on the page of the system administrator."""
    try:
        function()
    except Exception:
        beats.beat(f"{name}.failed")
        raise
    beats.beat(f"{name}.done")


def _run_afresh(name: str, function: Callable[[], object]) -> None:
    close_old_connections()
    _run(name, function)
