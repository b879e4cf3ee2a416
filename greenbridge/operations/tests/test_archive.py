"""What an archive holds, who opens it, and that the comparison after a restore can fail."""

import fcntl
from pathlib import Path
from typing import Any

import pytest

from greenbridge.core import clock
from greenbridge.operations.backups import archive, databases, kept, services
from greenbridge.operations.backups.archive import Manifest
from greenbridge.operations.backups.databases import Weights
from greenbridge.operations.backups.errors import (
    BackupAltered,
    KeyMissing,
    KeyTooShort,
    NothingToRestore,
    StillRunning,
    WrongKey,
)
from greenbridge.operations.backups.report import Report
from greenbridge.operations.backups.sealing import Sealed
from greenbridge.search.models import Synonym

KEY = "a key that only the stories of backups know"


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    settings.FILES_DIR = settings.VAR_DIR / "files"
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.BACKUP_KEY = KEY
    settings.VAR_DIR.mkdir()
    return tmp_path / "var"


def manifest(tables: Weights, files: Weights) -> Manifest:
    return Manifest("2026-11-24T00:00:00+00:00", "1.0.0", "sqlite", False, [], tables, files)


def test_what_is_packed_comes_out_with_its_weight(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("亲爱的", "utf-8")
    (tmp_path / "letter").chmod(0o640)

    with archive.writing(tmp_path / "one.gbbackup", KEY) as packer:
        weight = packer.add(tmp_path / "letter", "var/files/letter")
        packer.add_manifest(manifest({}, {"files/letter": weight}))
    unpacked = archive.unpack(tmp_path / "one.gbbackup", KEY, tmp_path / "out")

    assert (tmp_path / "out/var/files/letter").read_text("utf-8") == "亲爱的"
    assert archive.weigh(tmp_path / "out/var/files/letter") == unpacked.files["files/letter"]
    assert (tmp_path / "out/var/files/letter").stat().st_mode & 0o777 == 0o640  # nginx may send it again


@pytest.mark.parametrize("name", ["../outside", "{}/outside", "var/../../outside"])
def test_what_would_lie_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "letter").write_text("亲爱的", "utf-8")
    with archive.writing(tmp_path / "one.gbbackup", KEY) as packer:
        packer.add(tmp_path / "letter", name.format(tmp_path))

    with pytest.raises(BackupAltered, match=r"one\.gbbackup"):
        archive.unpack(tmp_path / "one.gbbackup", KEY, tmp_path / "out")

    assert not (tmp_path / "outside").exists()


def test_an_archive_that_failed_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), archive.writing(tmp_path / "one.gbbackup", KEY) as packer:
        packer.add(tmp_path / "missing", "var/files/missing")

    assert list(tmp_path.iterdir()) == []


def test_who_comes_second_leaves_the_first_alone(tmp_path: Path) -> None:
    file = tmp_path / "one.gbbackup"
    with archive.writing(file, KEY) as packer:
        with pytest.raises(FileExistsError), archive.writing(file, KEY):
            pass
        packer.add_manifest(manifest({}, {}))

    assert archive.unpack(file, KEY, tmp_path / "out")


def test_what_is_sealed_and_no_archive_is_refused_by_name(tmp_path: Path) -> None:
    with (tmp_path / "one.gbbackup").open("wb") as file, Sealed(file, KEY) as sealed:
        sealed.write(b"anything")

    with pytest.raises(BackupAltered, match=r"one\.gbbackup"):
        archive.unpack(tmp_path / "one.gbbackup", KEY, tmp_path / "out")


def test_only_the_key_opens_it(tmp_path: Path) -> None:
    with archive.writing(tmp_path / "one.gbbackup", KEY) as packer:
        packer.add_manifest(manifest({}, {}))

    with pytest.raises(WrongKey, match=r"one\.gbbackup"):
        archive.unpack(tmp_path / "one.gbbackup", KEY[::-1], tmp_path / "out")


def test_the_key_is_given_or_made_once_and_never_too_short(var: Path, settings: Any) -> None:
    settings.BACKUP_KEY = ""
    with pytest.raises(KeyMissing):
        services.key(make=False)
    assert services.key(make=True) == services.key(make=False) == (var / "backup_key").read_text("utf-8")

    settings.BACKUP_KEY = "short"
    with pytest.raises(KeyTooShort):
        services.key(make=False)


def test_everything_in_an_installation_is_kept_unless_it_is_named(var: Path) -> None:
    """What somebody adds next year is kept without being thought of; the key of the backups never is."""
    wanted = ["a_key_of_next_year", "audit_heads.jsonl", "audit_key", "secret_key"]
    for name in (*kept.LEFT_OUT, "jobs.sqlite3-wal", "restoring-x", *wanted):
        (var / name).write_text("content", "utf-8")

    assert sorted(kept.sources()) == sorted([*wanted, "files", "media"])


@pytest.mark.django_db
@pytest.mark.parametrize(("lock", "manner"), [("running", fcntl.LOCK_EX), ("at-work", fcntl.LOCK_SH)])
def test_a_site_that_runs_is_not_restored_over(var: Path, tmp_path: Path, lock: str, manner: int) -> None:
    """Whether ``make run`` started it, or systemd one of its processes."""
    (tmp_path / "greenbridge-1.gbbackup").write_bytes(b"")
    with (var / lock).open("w") as held:
        fcntl.flock(held, manner)

        with pytest.raises(StillRunning):
            services.restore(tmp_path, force=True)


def test_a_folder_without_backups_has_nothing_to_restore(tmp_path: Path) -> None:
    with pytest.raises(NothingToRestore):
        services.newest(tmp_path)


@pytest.mark.django_db(transaction=True)
def test_one_changed_row_one_lost_row_and_one_changed_file_are_noticed(var: Path) -> None:
    """The control: what a restore says is identical would not be, had one letter changed."""
    Synonym.objects.create(term="危废", same_as="危险废物")
    file = var / "media" / "标志.png"
    file.parent.mkdir()
    file.write_bytes(b"a picture")
    packed = manifest(databases.configured().weights(), {"media/标志.png": archive.weigh(file)})

    assert _differences(packed) == []

    Synonym.objects.update(same_as="危险废弃物")
    file.write_bytes(b"a Picture")
    changed = _differences(packed)
    Synonym.objects.all().delete()
    file.unlink()
    lost = _differences(packed)

    assert [sentence.partition("：")[0] for sentence in changed] == [
        "数据表 search_synonym",
        "文件 media/标志.png",
    ]
    assert all("内容不同" in sentence for sentence in changed)
    assert "恢复后为 0 行" in lost[0]
    assert "恢复后没有" in lost[1]


def _differences(packed: Manifest) -> list[str]:
    report = Report("", packed, clock.now())
    report.compare_tables(databases.configured().weights())
    report.compare_files(services.files_as_they_are(packed))
    return report.differences
