"""Somebody asks whether the house is well, and every part that is not is noticed."""

import os
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.test import Client

from greenbridge.audit import services as audit
from greenbridge.core import beats, clock, jobs
from greenbridge.files.models import File
from greenbridge.messaging.models import Letter, Message
from greenbridge.operations import health
from greenbridge.search import services as search
from greenbridge.search.models import OutboxEntry
from greenbridge.testing import cast
from greenbridge.testing.pages import as_

pytestmark = pytest.mark.usefixtures("ground")

ELSEWHERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A house in which everybody has just given a sign of life."""
    settings.VAR_DIR = tmp_path
    settings.JOBS_FILE = tmp_path / "jobs.sqlite3"
    jobs.forget_the_queue()
    jobs.queue().storage.flush_all()
    beats.beat(jobs.WORKER)
    beats.beat(search.FOLLOWER)
    yield tmp_path
    jobs.forget_the_queue()


def silent(name: str, seconds: int) -> None:
    then = time.time() - seconds
    os.utime(settings.VAR_DIR / "beats" / name, (then, then))


def asked(address: str = "127.0.0.1", url: str = "/healthz") -> Any:
    return Client().get(url, REMOTE_ADDR=address)


@pytest.mark.parametrize("url", ["/healthz", "/healthz/"])
def test_a_house_that_is_well_says_so(url: str) -> None:
    answer = asked(url=url)

    assert answer.status_code == 200
    told = answer.json()
    assert {word for name, word in told.items() if name != "details"} == {"ok"}
    assert told["details"]["queue"]["jobs"] == 0
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_stranger_hears_one_word_of_each_part_and_no_figure() -> None:
    told = asked(ELSEWHERE).json()

    assert set(told) == {
        "status",
        "database",
        "clock",
        "queue",
        "search",
        "mail",
        "trail",
        "files",
        "disk",
        "backup",
    }
    assert set(told.values()) == {"ok"}


def test_staff_see_the_figures_from_anywhere() -> None:
    assert "details" in as_(cast.operator()).get("/healthz", REMOTE_ADDR=ELSEWHERE).json()
    assert "details" not in as_(cast.person()).get("/healthz", REMOTE_ADDR=ELSEWHERE).json()


def test_it_asks_little_of_the_database(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        health.look()


# --- Every part that fails is noticed ---------------------------------------------------------------------------


def test_a_worker_that_is_silent_is_noticed() -> None:
    silent(jobs.WORKER, 200)

    assert _degraded() == {"queue"}


def test_a_worker_that_never_was_is_noticed(var: Path) -> None:
    (var / "beats" / jobs.WORKER).unlink()

    assert _degraded() == {"queue"}


def test_a_job_that_waits_too_long_is_noticed() -> None:
    jobs._runner()("nobody", [], {}, asked_at=time.time() - 400)

    assert _degraded() == {"queue"}


def test_an_index_that_lags_is_noticed() -> None:
    OutboxEntry.objects.create(collection="demands", keys="1", created_at=clock.now() - timedelta(seconds=90))

    assert _degraded() == {"search"}


def test_a_follower_that_is_silent_is_noticed() -> None:
    silent(search.FOLLOWER, 90)

    assert _degraded() == {"search"}


def test_a_key_that_did_not_seal_the_trail_is_noticed(settings: Any) -> None:
    cast.officer()
    with transaction.atomic():
        audit.record("account.signed_in", actor=None)
    assert _degraded() == set()

    settings.AUDIT_KEY = "another"
    assert _degraded() == {"trail"}


def test_mail_that_does_not_leave_is_noticed() -> None:
    Message.objects.create(
        recipient=cast.person(), text="您好。", sent_at=clock.now() - timedelta(hours=1), mailed_at=None
    )

    assert _degraded() == {"mail"}


@pytest.mark.parametrize(
    ("written", "tried", "given_up", "degraded"),
    [
        (timedelta(hours=1), None, False, {"mail"}),
        (timedelta(minutes=10), None, False, set()),
        (timedelta(days=4), timedelta(hours=20), True, {"mail"}),
        (timedelta(days=6), timedelta(hours=30), True, set()),
    ],
)
def test_letters_that_wait_or_were_given_up_of_late_are_noticed(
    written: timedelta, tried: timedelta | None, given_up: bool, degraded: set[str]
) -> None:
    now = clock.now()
    Letter.objects.create(
        channel=Letter.Channel.MAIL,
        address="zhou@mail.example",
        written_at=now - written,
        tried_at=now - tried if tried else None,
        given_up=given_up,
    )

    assert _degraded() == degraded


def test_a_file_that_waits_too_long_for_the_scanner_is_noticed() -> None:
    kept = cast.file(cast.person())
    File.objects.update(state=File.State.WAITING, uploaded_at=clock.now() - timedelta(hours=2))

    assert _degraded() == {"files"}
    told = asked().json()["details"]["files"]
    assert (told["scanner"], told["waiting"], told["not_scanned"]) == (False, 1, 0)
    File.objects.filter(pk=kept.pk).update(state=File.State.CLEAN)
    assert asked().json()["details"]["files"]["not_scanned"] == 1


def test_a_night_without_backup_is_noticed(settings: Any, var: Path) -> None:
    settings.BACKUP_DIR = str(var / "backups")
    assert _degraded() == {"backup"}

    (var / "backups").mkdir()
    for age in (
        timedelta(days=2),
        -timedelta(days=3),
    ):  # copied here today, and made by a clock that was fast
        (var / "backups" / _backup_of(clock.now() - age)).touch()
    assert _degraded() == {"backup"}
    (var / "backups" / _backup_of(clock.now() - timedelta(hours=9))).touch()
    assert _degraded() == set()
    assert 9 * 3600 - 1 <= asked().json()["details"]["backup"]["newest_s"] < 9 * 3600 + 60


def _backup_of(moment: datetime) -> str:
    return f"greenbridge-{clock.local(moment):%Y%m%d-%H%M%S}.gbbackup"


@pytest.mark.parametrize("filling", ["installation", "backups"])
def test_a_disk_that_fills_up_is_noticed(
    filling: str, monkeypatch: pytest.MonkeyPatch, settings: Any, var: Path
) -> None:
    backups = var / "backups"
    backups.mkdir()
    (backups / _backup_of(clock.now())).touch()
    settings.BACKUP_DIR = str(backups)
    full = backups if filling == "backups" else var
    monkeypatch.setattr(
        shutil, "disk_usage", lambda place: SimpleNamespace(free=10**9 - (Path(place) == full))
    )

    assert _degraded() == {"disk"}


def test_a_folder_for_backups_that_is_not_made_yet_is_measured_where_it_will_be(
    settings: Any, var: Path
) -> None:
    settings.BACKUP_DIR = str(var / "not" / "yet")

    assert _degraded() == {"backup"}
    assert asked().json()["details"]["disk"]["backup_free_mb"] > 0


def test_a_disk_on_which_nothing_can_be_written_any_more_takes_sqlite_down() -> None:
    """As on a full one: permissions say yes, and every write fails."""
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL's disk is its own matter")
    assert health._may_be_written(connection.settings_dict["NAME"])
    limit, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        answer = asked(ELSEWHERE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))

    assert answer.status_code == 503
    assert answer.json()["database"] == "down"


def test_a_database_that_may_not_be_written_is_down() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET default_transaction_read_only = on")
        else:
            cursor.execute("PRAGMA query_only = on")
        answer = asked(ELSEWHERE)
        cursor.execute(
            "SET default_transaction_read_only = off"
            if connection.vendor == "postgresql"
            else "PRAGMA query_only = off"
        )

    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": "down", "disk": "ok"}


@pytest.mark.parametrize("who", ["stranger", "operator"])
def test_while_the_database_does_not_answer_everybody_hears_so(who: str) -> None:
    browser = as_(cast.operator() if who == "operator" else None)

    with connection.execute_wrapper(_refused(OperationalError, lambda sql: True)):
        answer = browser.get("/healthz", REMOTE_ADDR=ELSEWHERE)

    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": "down", "disk": "ok"}
    assert "no-store" in answer.headers["Cache-Control"]


def test_before_the_tables_are_made_each_part_that_lacks_them_is_named() -> None:
    """The first second of an installation: the database answers, and nothing stands in it."""
    browser = as_(cast.operator())

    with connection.execute_wrapper(_refused(ProgrammingError, lambda sql: ' FROM "' in sql)):
        answer = browser.get("/healthz", REMOTE_ADDR=ELSEWHERE)

    assert answer.status_code == 503
    told = answer.json()
    assert {name for name, word in told.items() if word == "down"} == {"status", "search", "mail", "files"}
    assert told["database"] == "ok"


def test_a_machine_whose_clock_is_not_the_databases_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now() + timedelta(seconds=3)
    monkeypatch.setattr(clock, "now", lambda: moment)

    assert _degraded() == {"clock"}


def test_a_part_that_cannot_be_looked_at_does_not_hide_the_others() -> None:
    broken = health._looked_at(lambda: health.Part(str(1 // 0)))

    assert broken.status == "degraded"
    assert health.Health({"queue": broken, "disk": health.Part("ok")}).status == "degraded"


def _refused(failure: type[Exception], concerns: Callable[[str], bool]) -> Callable[..., Any]:
    """A database that fails at some statements before it has looked at them."""

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if concerns(sql):
            raise failure(sql)
        return run(sql, *rest)

    return execute


def _degraded() -> set[str]:
    answer = asked(ELSEWHERE)
    told = answer.json()
    parts = {name for name, word in told.items() if word != "ok" and name != "status"}
    assert answer.status_code == 200
    assert told["status"] == ("degraded" if parts else "ok")
    return parts
