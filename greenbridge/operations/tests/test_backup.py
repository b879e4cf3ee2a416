"""The house burns down and comes back, row by row and file by file."""

import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from greenbridge.core import clock, postgres
from greenbridge.operations.backups import drills
from greenbridge.operations.tasks import back_up_at_night
from greenbridge.testing.installation import Installation, installed

# The stories work on an installation of their own; the mark has the database made that it is copied from.
pytestmark = pytest.mark.django_db

# Two rows are always written in one transaction.
WRITE_PAIRS = """
import itertools
from django.db import transaction
from greenbridge.audit import services as audit
for number in itertools.count():
    with transaction.atomic():
        audit.record("pair.one", actor=None, note=str(number))
        audit.record("pair.two", actor=None, note=str(number))
    if number == 5: print("writing", flush=True)
"""


# What the trail cannot be proven without, and sessions not be read.
KEYS = ("secret_key", "audit_key", "audit_heads.jsonl")

# The planted bug: what has been weighed gets lost on its way into the archive, a row and a file.
LOSES_ON_THE_WAY = """
from django.core.management import call_command
from greenbridge.operations.backups import archive, databases
from greenbridge.search.models import Synonym
database, packer = type(databases.configured()), archive.Packer
dump, add = database.dump, packer.add
def dump_without_a_row(self, to):
    weights = dump(self, to)
    Synonym.objects.latest("pk").delete()
    to.unlink()
    dump(self, to)
    return weights
def add_but_no_picture(self, file, name):
    return archive.weigh(file) if name.endswith(".png") else add(self, file, name)
database.dump, packer.add = dump_without_a_row, add_but_no_picture
call_command("drill", "--json")
"""


@pytest.fixture(scope="module")
def house(
    furnished: Installation, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with the demo data."""
    place = tmp_path_factory.mktemp("house") / "var"
    with django_db_blocker.unblock(), installed(place, furnished) as made:
        (made.var / "media").mkdir()
        (made.var / "media" / "标志.png").write_bytes(b"a picture of an editor")
        noted = made.manage("shell", "-c", "from greenbridge.audit import services; services.note_heads()")
        assert noted.returncode == 0, noted.stderr
        yield made


@pytest.fixture(scope="module")
def kept(house: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with one backup of it."""
    folder = tmp_path_factory.mktemp("kept")
    told = json.loads(house.manage("backup", folder, "--json").stdout)
    assert told["rows"] > 1000
    return folder


def files_of(house: Installation) -> dict[str, bytes]:
    folders = [file for folder in ("files", "media") for file in (house.var / folder).rglob("*")]
    found = [file for file in folders if file.is_file()] + [house.var / name for name in KEYS]
    return {str(file.relative_to(house.var)): file.read_bytes() for file in found}


def verified(house: Installation, **more: str) -> tuple[int, dict[str, Any]]:
    """What ``audit_verify`` says to who starts it anew, and its code."""
    house.rest()
    done = house.manage("audit_verify", "--json", **more)
    return done.returncode, json.loads(done.stdout)


def restored(house: Installation, kept: Path, *options: str, **more: str) -> dict[str, Any]:
    done = house.manage("restore", kept, "--json", *options, **more)
    report: dict[str, Any] = json.loads(done.stdout or "{}")
    return report | {"code": done.returncode, "said": done.stderr}


def test_what_was_destroyed_comes_back_row_by_row_and_file_by_file(house: Installation, kept: Path) -> None:
    rows, files = house.rows(), files_of(house)
    house.empty()

    report = restored(house, kept)

    assert (report["code"], report["identical"], report["differences"]) == (0, True, [])
    assert report["rows"] == sum(map(len, rows.values()))
    assert rows == house.rows()
    assert files == files_of(house)
    assert "与备份完全一致" in Path(report["report"]).read_text("utf-8")
    assert (house.var / "search").is_dir()
    assert (report["trail"]["broken"], report["trail"]["records"]) == (0, len(rows["audit_auditrecord"]))
    code, trail = verified(house)
    assert (code, trail["broken"]) == (0, 0)
    assert trail["records"] == len(rows["audit_auditrecord"]) > 0


def test_where_there_is_nothing_no_backup_says_that_it_kept_it(
    house: Installation, kept: Path, tmp_path: Path
) -> None:
    house.empty()
    done = house.manage("backup", tmp_path / "of-nothing")
    restored(house, kept)

    assert done.returncode == 1
    assert "没有数据表" in done.stderr
    assert "GREENBRIDGE_VAR" in done.stderr
    assert not list((tmp_path / "of-nothing").iterdir())


def test_the_trail_is_proven_by_the_key_that_came_back_and_by_no_other(house: Installation) -> None:
    """The control: had the key been left out, the one that a new installation makes for itself would not do."""
    code, trail = verified(house, AUDIT_KEY="one that a new installation makes for itself")

    assert code == 1
    assert trail["broken"] >= trail["records"] > 0


def test_a_house_that_is_not_empty_is_refused_and_not_changed(house: Installation, kept: Path) -> None:
    rows = house.rows()

    report = restored(house, kept)

    assert report["code"] == 1
    assert "已有数据" in report["said"]
    assert house.rows() == rows


def test_a_damaged_archive_is_refused_by_name_and_nothing_is_touched(
    house: Installation, kept: Path, tmp_path: Path
) -> None:
    archive = next(kept.iterdir())
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / archive.name).write_bytes(content)
    rows = house.rows()

    report = restored(house, tmp_path, "--force")

    assert report["code"] == 1
    assert f"{archive.name} 被改动过或已损坏" in report["said"]
    assert house.rows() == rows


def test_while_somebody_is_in_the_database_nothing_is_restored(house: Installation, kept: Path) -> None:
    rows = house.rows()
    with closing(psycopg.connect(house.url) if house.url else sqlite3.connect(house.file)) as somebody:
        somebody.execute("SELECT count(*) FROM accounts_user")
        report = restored(house, kept, "--force")

    assert report["code"] == 1
    assert "还有程序连着数据库" in report["said"]
    assert house.rows() == rows


def test_a_restore_that_fails_in_the_middle_leaves_everything_as_it_was(
    house: Installation, kept: Path
) -> None:
    if not house.url:
        pytest.skip("SQLite's file is moved into its place in one step: see test_restore")
    house.execute("DELETE FROM messaging_message")
    rows, files = house.rows(), files_of(house)
    house.execute("CREATE SCHEMA guard")
    house.execute(
        "CREATE FUNCTION guard.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE 'no more indexes'; END $$"
    )
    house.execute(
        "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION guard.refuse()"
    )

    report = restored(house, kept, "--force")

    house.execute("DROP SCHEMA guard CASCADE")
    assert report["code"] == 1
    assert "no more indexes" in report["said"]
    assert (house.rows(), files_of(house)) == (rows, files)


def test_a_drill_proves_the_backup_and_leaves_the_house_alone(house: Installation) -> None:
    rows, files = house.rows(), files_of(house)

    done = house.manage("drill", "--json")
    report = json.loads(done.stdout)

    assert (done.returncode, report["identical"], report["differences"]) == (0, True, [])
    assert (report["trail"]["broken"], report["troubles"]) == (0, [])
    assert (rows, files) == (house.rows(), files_of(house))


@pytest.mark.parametrize(("days", "stays"), [(0, True), (2, False)])
def test_what_a_killed_drill_left_is_gone_in_the_second_night(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, days: int, stays: bool
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, other = tmp_path / "greenbridge-drill-x", tmp_path / "somebody-else"
    begun = clock.now() - dt.timedelta(days=days)
    for folder in (left, other):
        (folder / "var").mkdir(parents=True)
        os.utime(folder, (begun.timestamp(), begun.timestamp()))

    with clock.stopped_at(begun), drills.scratch_database() as url:
        with clock.stopped_at(begun + dt.timedelta(days=days)):
            back_up_at_night()
        is_there = has_database(urlsplit(url).path[1:]) if url else stays

    assert (left.exists(), is_there, other.exists()) == (stays, stays, True)


def has_database(name: str) -> bool:
    with postgres.connect() as db:
        return db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def test_a_drill_with_a_backup_that_lacks_something_fails_and_names_it(house: Installation) -> None:
    done = house.manage("shell", "--no-imports", "-c", LOSES_ON_THE_WAY)
    report = json.loads(done.stdout)

    assert (done.returncode, report["identical"]) == (1, False)
    assert [sentence.partition("：")[0] for sentence in report["differences"]] == [
        "数据表 search_synonym",
        "文件 media/标志.png",
    ]


def test_a_backup_taken_while_people_write_is_whole_and_replaces_by_force(
    house: Installation, tmp_path: Path
) -> None:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", WRITE_PAIRS]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=house.environment(), stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        writer.stdout.readline()
        done = house.manage("backup", tmp_path)
        writer.kill()
    assert done.returncode == 0, done.stderr
    written = house.rows()["audit_auditrecord"]

    report = restored(house, tmp_path, "--force")

    assert report["identical"]
    rows = house.rows()["audit_auditrecord"]
    assert set(rows) <= set(written)
    one, two = (sum(f"pair.{word}" in row for row in rows) for word in ("one", "two"))
    assert one == two > 5
    assert next(house.var.glob("before-restore-*/files"))
