"""A job waits for its transaction, and the worker runs it and what is due."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import transaction
from django_tasks import task

from greenbridge.core import jobs
from greenbridge.testing.races import at_once

Commits = Callable[..., AbstractContextManager[Any]]

heard: list[str] = []


@task()  # type: ignore[untyped-decorator]  # mypy skips the package
def hear(word: str) -> None:
    heard.append(word)


@pytest.fixture(autouse=True)
def _a_queue_of_our_own(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.TASKS = {"default": {"BACKEND": "greenbridge.core.jobs.HueyBackend"}}
    settings.JOBS_FILE = tmp_path / "jobs.sqlite3"
    settings.VAR_DIR = tmp_path
    heard.clear()
    jobs.forget_the_queue()
    jobs.queue().storage.flush_all()  # PostgreSQL's is not taken back with a story's transaction
    yield
    jobs.forget_the_queue()


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Commits) -> Commits:
    return django_capture_on_commit_callbacks


def _work_off() -> None:
    """What a worker does, without its threads."""
    queue = jobs.install_schedule()
    while job := queue.dequeue():
        queue.execute(job)


@pytest.mark.django_db
def test_a_job_is_queued_when_its_transaction_commits_and_run_by_the_worker(commits: Commits) -> None:
    with commits(execute=True):
        hear.enqueue("a notice was published")
        assert len(jobs.queue()) == 0

    assert len(jobs.queue()) == 1
    _work_off()
    assert heard == ["a notice was published"]


@pytest.mark.django_db
def test_a_job_of_a_transaction_that_fails_is_never_queued(commits: Commits) -> None:
    with commits(execute=True), suppress(ZeroDivisionError), transaction.atomic():
        hear.enqueue("nothing happened")
        raise ZeroDivisionError

    assert len(jobs.queue()) == 0


def test_what_the_rooms_put_on_the_schedule_reaches_the_worker() -> None:
    due = {job.name for job in jobs.install_schedule()._registry.periodic_tasks}

    assert "greenbridge.messaging.tasks.sweep_mail" in due
    assert len(due) == len(jobs._scheduled)


def test_what_is_due_is_done_once_however_many_workers_look() -> None:
    moment = dt.datetime(2026, 11, 24, 3, 0)  # noqa: DTZ001 — as the queue hands it out
    one, other = (jobs._due("a nightly job", lambda _: True) for _ in range(2))

    assert [one(moment), other(moment), one(moment)] == [True, False, False]
    assert other(moment + dt.timedelta(minutes=1))


def test_two_workers_never_take_the_same_job() -> None:
    for number in range(20):
        jobs._nudge("nobody", [number], {})

    taken: list[Any] = [
        job for _ in range(10) for job in at_once(jobs.queue().dequeue, jobs.queue().dequeue) if job
    ]

    assert sorted(job.args[1][0] for job in taken) == list(range(20))


def test_the_oldest_waiting_job_tells_its_age() -> None:
    assert jobs.waiting() == (0, 0.0)

    jobs._runner()("nobody", [], {}, asked_at=time.time() - 90)
    jobs._nudge("nobody", [], {})
    count, age = jobs.waiting()

    assert count == 2
    assert 90 <= age < 120


def test_what_only_the_worker_knows_is_counted_too() -> None:
    jobs.install_schedule()
    due = jobs.queue()._registry._periodic_tasks[0]
    jobs.queue().enqueue(due())
    jobs.queue()._registry.unregister(due)  # as in a web process, which installs no schedule

    assert jobs.waiting() == (1, 0.0)


@pytest.mark.django_db
def test_a_queue_that_is_away_does_not_undo_what_is_committed(
    commits: Commits, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise ConnectionError("the queue is away")

    monkeypatch.setattr(jobs.queue().storage, "enqueue", away)

    with commits(execute=True), transaction.atomic():
        hear.enqueue("a notice was published")

    assert heard == []


def test_a_worker_waits_for_a_queue_that_is_still_starting_and_for_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: list[Exception | None] = [psycopg.OperationalError("starting up")] * 2 + [None]
    slept: list[float] = []

    def queue() -> None:
        if answer := answers.pop(0):
            raise answer

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "queue", queue)
        patched.setattr(time, "sleep", slept.append)

        jobs.await_queue()
        assert (answers, slept) == ([], [1, 1])

        answers.append(PermissionError("the folder may not be written"))
        with pytest.raises(PermissionError):
            jobs.await_queue()
