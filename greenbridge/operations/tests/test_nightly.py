"""Every night a backup; old ones go, and operators hear of a failure."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.operations.backups import services
from greenbridge.operations.backups.nightly import nightly
from greenbridge.testing import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    settings.FILES_DIR, settings.MEDIA_ROOT = tmp_path / "var/files", tmp_path / "var/media"
    settings.BACKUP_DIR, settings.BACKUP_DAYS = str(tmp_path / "backups"), 14
    settings.BACKUP_KEY = "a key that only the stories of backups know"
    settings.TASKS = {"default": {"BACKEND": "greenbridge.testing.jobs.AfterCommit"}}
    settings.VAR_DIR.mkdir()
    return tmp_path / "backups"


def aged(file: Path, days: int) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.touch()
    long_ago = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(file, (long_ago, long_ago))
    return file


def test_a_backup_is_made_traced_and_the_oldest_removed(folder: Path) -> None:
    old = aged(folder / "greenbridge-20261101-024000.gbbackup", 15)
    left = aged(folder / "greenbridge-20261102-024000.part", 15)
    recent = aged(folder / "greenbridge-20261110-024000.gbbackup", 13)
    foreign = aged(folder / "notes.txt", 400)

    made = nightly()

    assert made
    assert sorted(folder.iterdir()) == sorted([made, recent, foreign])
    trace = AuditRecord.objects.get(action="backup.made")
    assert trace.after is not None
    assert trace.after["archive"] == made.name
    assert trace.after["removed"] == [old.name, left.name]


def test_a_failure_is_traced_operators_are_told_and_nothing_is_removed(folder: Path, settings: Any) -> None:
    operator = cast.operator()
    old = aged(folder / "greenbridge-20261101-024000.gbbackup", 15)
    settings.BACKUP_KEY = "short"

    assert nightly() is None

    assert "没有完成" in operator.inbox.get().text
    assert AuditRecord.objects.filter(action="backup.failed").count() == 1
    assert list(folder.iterdir()) == [old]


def test_without_a_folder_nothing_happens(settings: Any) -> None:
    settings.BACKUP_DIR = ""

    assert nightly() is None
    assert not AuditRecord.objects.exists()


def test_the_last_backup_is_never_removed(folder: Path) -> None:
    from greenbridge.operations.backups.nightly import rotate

    aged(folder / "greenbridge-20200101-024000.gbbackup", 900)

    assert rotate(folder) == []
    assert services.newest(folder).exists()
