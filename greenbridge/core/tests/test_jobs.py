"""A job waits for its transaction, and the worker runs it and what is due."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django_tasks import task

from greenbridge.core import jobs

Commits = Callable[..., AbstractContextManager[Any]]

heard: list[str] = []


@task()  # type: ignore[untyped-decorator]  # mypy skips the package
def hear(word: str) -> None:
    heard.append(word)


@pytest.fixture(autouse=True)
def _a_queue_of_our_own(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.TASKS = {"default": {"BACKEND": "greenbridge.core.jobs.HueyBackend"}}
    settings.JOBS_FILE = tmp_path / "jobs.sqlite3"
    heard.clear()
    _forget_the_queue()
    yield
    _forget_the_queue()


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Commits) -> Commits:
    return django_capture_on_commit_callbacks


def _forget_the_queue() -> None:
    jobs.queue.cache_clear()
    jobs._runner.cache_clear()


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
