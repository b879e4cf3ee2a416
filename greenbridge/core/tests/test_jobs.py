"""A job waits for its transaction, and the worker runs it and what is due."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django_tasks import task
from pytest_django.fixtures import SettingsWrapper

from greenbridge.core import jobs

heard: list[str] = []


@task()
def hear(word: str) -> None:
    heard.append(word)


@pytest.fixture(autouse=True)
def _a_queue_of_our_own(settings: SettingsWrapper, tmp_path: Path) -> Iterator[None]:
    settings.TASKS = {"default": {"BACKEND": "greenbridge.core.jobs.HueyBackend"}}
    settings.JOBS_FILE = tmp_path / "jobs.sqlite3"
    heard.clear()
    _forget_the_queue()
    yield
    _forget_the_queue()


def _forget_the_queue() -> None:
    jobs.queue.cache_clear()
    jobs._runner.cache_clear()


def _work_off() -> None:
    """What a worker does, without its threads."""
    queue = jobs.install_schedule()
    while job := queue.dequeue():
        queue.execute(job)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_queued_when_its_transaction_commits_and_run_by_the_worker():
    with transaction.atomic():
        hear.enqueue("a notice was published")
        assert len(jobs.queue()) == 0

    assert len(jobs.queue()) == 1
    _work_off()
    assert heard == ["a notice was published"]


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_fails_is_never_queued():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        hear.enqueue("nothing happened")
        raise ZeroDivisionError

    assert len(jobs.queue()) == 0


def test_what_the_rooms_put_on_the_schedule_reaches_the_worker():
    wanted = {f"{function.__module__}.{function.__name__}" for _, function in jobs._scheduled}

    names = {job.name for job in jobs.install_schedule()._registry.periodic_tasks}

    assert wanted
    assert wanted <= names
