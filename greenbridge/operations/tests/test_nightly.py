"""Every night a backup; old ones go, and keepers hear of a failure."""

import fcntl
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.operations.backups import archive, databases, services
from greenbridge.operations.backups.errors import NoRoom
from greenbridge.operations.backups.nightly import make_up, nightly, rotate
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


def aged(folder: Path, days: float, ending: str = ".gbbackup") -> Path:
    """An archive of so many days ago by its name; copied here just now, so that its own time says nothing."""
    folder.mkdir(exist_ok=True)
    file = (folder / archive.name_at(clock.now() - timedelta(days=days))).with_suffix(ending)
    file.touch()
    return file


def test_a_backup_is_made_traced_and_the_oldest_removed(folder: Path) -> None:
    oldest, old, recent = (aged(folder, days) for days in (16, 15, 13))
    aged(folder, 0.1, ".part")
    foreign = folder / "notes.txt"
    foreign.touch()

    made = nightly()

    assert made
    assert sorted(folder.iterdir()) == sorted([made, recent, old, foreign])
    trace = AuditRecord.objects.get(action="backup.made")
    assert trace.after is not None
    assert trace.after["archive"] == made.name
    assert trace.after["removed"] == [oldest.name]


def test_a_failure_is_traced_all_keepers_are_told_once_and_nothing_is_removed(
    folder: Path, settings: Any
) -> None:
    operator, admin = cast.operator(), cast.admin()
    old = [aged(folder, days) for days in (18, 17, 16, 15)]
    settings.BACKUP_KEY = "short"

    assert nightly() is None
    assert nightly() is None

    assert "没有完成" in operator.inbox.get().text
    assert "没有完成" in admin.inbox.get().text
    assert AuditRecord.objects.filter(action="backup.failed").count() == 2
    assert sorted(folder.iterdir()) == sorted(old)


def test_a_damaged_database_is_told_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = cast.admin()
    (tmp_path / "damaged.sqlite3").write_bytes(b"SQLite format 3\0" + b"\xff" * 8192)
    monkeypatch.setattr(databases, "configured", lambda: databases.Sqlite(tmp_path / "damaged.sqlite3"))

    assert nightly() is None

    assert "数据库没有应答或已损坏" in admin.inbox.get().text
    assert not list(folder.iterdir())


def test_an_archive_that_cannot_be_read_back_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk says that it has written, and has not: found out tonight, and not on the day after the fire."""
    old = [aged(folder, days) for days in (18, 17, 16, 15)]
    back_up = services.back_up

    def back_up_onto_a_bad_disk(into: Path) -> tuple[Path, archive.Manifest]:
        file, manifest = back_up(into)
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        return file, manifest

    monkeypatch.setattr(services, "back_up", back_up_onto_a_bad_disk)

    assert nightly() is None

    assert "被改动过或已损坏" in AuditRecord.objects.get(action="backup.failed").note
    assert sorted(folder.iterdir()) == sorted(old)


def test_a_missed_night_is_made_up_for_and_a_kept_one_is_not(folder: Path, settings: Any) -> None:
    aged(folder, 2)
    aged(folder, -400)  # a clock was fast

    made = make_up()

    assert made
    assert make_up() is None
    made.unlink()
    settings.BACKUP_KEY = "short"
    assert make_up() is None
    settings.BACKUP_KEY = "a key that only the stories of backups know"
    assert make_up() is None  # it failed a moment ago
    with clock.stopped_at(clock.now() + timedelta(hours=7)):
        assert make_up()


def test_nothing_is_made_up_while_a_backup_is_being_made(folder: Path, settings: Any) -> None:
    with (settings.VAR_DIR / "backing-up").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        assert make_up() is None

    assert not folder.exists()


def test_what_a_killed_backup_left_is_removed_and_what_another_writes_is_not(
    folder: Path, settings: Any
) -> None:
    left = settings.VAR_DIR / "backing-up-x"
    left.mkdir()
    (left / "database").write_bytes(b"everything")
    dead, alive = aged(folder, 0.2, ".part"), aged(folder, 0.1, ".part")
    with alive.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        services.back_up(folder)

    assert not left.exists()
    assert not dead.exists()
    assert alive.exists()


def test_without_a_folder_nothing_happens(settings: Any) -> None:
    settings.BACKUP_DIR = ""

    assert nightly() is None
    assert not AuditRecord.objects.exists()


def test_three_backups_always_stay(folder: Path) -> None:
    old = [aged(folder, days) for days in (903, 902, 901, 900)]

    assert rotate(folder) == [old[0].name]


def test_a_clock_that_was_wrong_costs_no_backup(folder: Path) -> None:
    """What was made while it was fast is neither the newest for ever, nor one of the three that stay."""
    fast = aged(folder, -3650)
    true = [aged(folder, days) for days in (17, 16, 15)]

    assert rotate(folder) == []
    assert services.newest(folder) == true[-1]
    while_slow = aged(folder, 3650)
    assert rotate(folder, while_slow) == []
    assert fast.exists()


def test_two_backups_in_one_second_are_two(folder: Path) -> None:
    with clock.stopped_at(clock.now()):
        first, second = (services.back_up(folder)[0] for _ in range(2))

    assert first != second
    assert services.newest(folder) == second


def test_a_target_without_room_is_refused_by_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage
    full = usage(folder.parent)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: full if place == folder else usage(place))

    with pytest.raises(NoRoom, match="backups 只剩 0 MB"):
        services.back_up(folder)

    assert not list(folder.iterdir())
