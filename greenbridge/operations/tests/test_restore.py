"""A restore puts everything back or changes nothing, and says in a report how it went."""

import errno
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from greenbridge.audit import services as audit
from greenbridge.core import presence
from greenbridge.operations.backups import databases, services
from greenbridge.operations.backups.errors import NotPutBack
from greenbridge.operations.backups.moves import Moves

# A small database of its own is put back; the trail and the index that are looked at afterwards are of the tests' one.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def var(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation after its backup: since then a row, a file and a key have changed."""
    var = settings.VAR_DIR = tmp_path / "var"
    settings.FILES_DIR, settings.MEDIA_ROOT = var / "files", var / "media"
    settings.SEARCH_INDEX_DIR, settings.AUDIT_HEADS_FILE = var / "search", var / "audit_heads.jsonl"
    settings.BACKUP_KEY, settings.BACKUP_DIR = "a key that only the stories of backups know", ""
    (var / "files/ab").mkdir(parents=True)
    monkeypatch.setattr(databases, "configured", lambda: databases.Sqlite(database(var)))
    monkeypatch.setattr("greenbridge.search.services.rebuild", lambda **_: {})
    write(var, "then")
    services.back_up(tmp_path / "kept")
    write(var, "now")
    return var


def database(var: Path) -> Path:
    return var / Path(connection.settings_dict["NAME"]).name


def write(var: Path, word: str) -> None:
    (var / "files/ab/licence").write_text(word, "utf-8")
    (var / "files/ab" / word).write_text(word, "utf-8")
    (var / "next_key").write_text(word, "utf-8")
    with closing(sqlite3.connect(database(var))) as db:
        db.execute("CREATE TABLE IF NOT EXISTS words (word TEXT)")
        db.execute("INSERT INTO words VALUES (?)", [word])
        db.commit()


def words(var: Path) -> list[str]:
    with closing(sqlite3.connect(database(var))) as db:
        return [word for (word,) in db.execute("SELECT word FROM words")]


def lying(var: Path) -> dict[str, str]:
    """Every file of the house but the database and what is written about restores."""
    files = [file for file in var.rglob("*") if file.is_file() and file.suffix != ".txt"]
    return {
        str(file.relative_to(var)): file.read_text("utf-8")
        for file in files
        if file.name not in {database(var).name, "at-work", "running", "backing-up"}
    }


def reports(var: Path) -> str:
    return "".join(file.read_text("utf-8") for file in (var / "reports").glob("*.txt"))


@pytest.fixture
def mount() -> Iterator[Path]:
    """A folder on another file system, into which nothing can be renamed."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        yield Path(name)


@pytest.mark.parametrize("fatal", [2, 4, 6])
def test_a_restore_that_fails_while_it_places_files_changes_nothing(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fatal: int
) -> None:
    move, moved = Moves.move, []

    def move_until(self: Moves, source: Path, target: Path) -> None:
        moved.append(source)
        assert "--force" in presence.mark().read_text("utf-8")
        if len(moved) == fatal:
            raise OSError(errno.EIO, "Input/output error", str(target))
        move(self, source, target)

    monkeypatch.setattr(Moves, "move", move_until)
    before = lying(var)

    with pytest.raises(CommandError, match="读写文件没有成功"):
        call_command("restore", tmp_path / "kept", "--force")

    assert lying(var) == before
    assert words(var) == ["then", "now"]
    assert not list(var.glob("*restor*"))
    assert "结论：没有恢复" in reports(var)


def test_while_things_are_put_in_place_a_mark_stands_and_with_it_nobody_serves(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move, left = Moves.move, []

    def move_and_look(self: Moves, source: Path, target: Path) -> None:
        left.append(presence.mark().read_text("utf-8"))
        move(self, source, target)

    monkeypatch.setattr(Moves, "move", move_and_look)
    call_command("restore", tmp_path / "kept", "--force")
    assert not presence.mark().exists()

    assert len(set(left)) == 1
    presence.mark().write_text(left[0], "utf-8")  # who is killed takes nothing away any more
    monkeypatch.setattr(presence, "_held", [])
    with pytest.raises(SystemExit, match=r"上一次恢复没有做完.*restore .*--force"):
        presence.join()

    call_command("restore", tmp_path / "kept", "--force")
    presence.join()  # made anew, it is whole again
    presence._held.pop().close()


def test_files_on_another_disk_are_replaced_where_they_lie(var: Path, tmp_path: Path, mount: Path) -> None:
    """A mount cannot be moved; and what comes has been copied onto it before anything is touched."""
    shutil.copytree(var / "files", mount, dirs_exist_ok=True)
    shutil.rmtree(var / "files")
    (var / "files").symlink_to(mount)
    (mount / "lost+found").mkdir()

    report = services.restore(tmp_path / "kept", force=True)

    assert report.differences == []
    assert words(var) == ["then"]
    assert {file.name: file.read_text("utf-8") for file in (mount / "ab").iterdir()} == {
        "licence": "then",
        "then": "then",
    }
    (aside,) = mount.glob("before-restore-*")
    assert (aside / "ab/now").read_text("utf-8") == "now"
    assert sorted(entry.name for entry in mount.iterdir()) == sorted(["ab", aside.name, "lost+found"])


def test_what_cannot_be_put_back_is_said(var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Moves) -> None:
        raise OSError(errno.EIO, "Input/output error")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Moves, "undo", refuse)
    monkeypatch.setattr(databases.Sqlite, "load", fail)

    with pytest.raises(NotPutBack, match="磁盘空间不够"):
        services.restore(tmp_path / "kept", force=True)

    assert "手工移回" in reports(var)


def test_the_report_is_written_though_the_index_is_not(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(var / "search"))

    monkeypatch.setattr("greenbridge.search.services.rebuild", fail)

    with pytest.raises(SystemExit):
        call_command("restore", tmp_path / "kept", "--force")

    assert "与备份完全一致" in reports(var)
    assert "重建检索索引（可执行 manage.py search_rebuild）没有完成：磁盘空间不够" in reports(var)


def test_a_trail_sealed_with_another_key_is_told_at_once(var: Path, tmp_path: Path, settings: Any) -> None:
    """AUDIT_KEY came from the environment, is not in the backup, and whoever restores brought another one."""
    with transaction.atomic():
        audit.record("pair.one", actor=None)
    good = services.restore(tmp_path / "kept", force=True)
    settings.AUDIT_KEY = "one that a new installation makes for itself"

    report = services.restore(tmp_path / "kept", force=True)

    assert (good.is_good, report.is_identical, report.is_good) == (True, True, False)
    assert good.trail
    assert "1 条逐条校验，全部相符" in good.text()
    assert "AUDIT_KEY 由环境变量或文件提供，不在备份内" in good.text()
    assert "请先核对 AUDIT_KEY" in report.text()


def test_what_an_interrupted_restore_left_is_no_part_of_the_next_backup(var: Path) -> None:
    from greenbridge.operations.backups import kept

    for name in ("files/restoring-x/ab", "media/before-restore-20261101-000000/ab"):
        (var / name).parent.mkdir(parents=True)
        (var / name).touch()

    assert not [name for name in kept.listed() if "rest" in name]
