"""What happens while a backup is made: people delete, lines are noted, and other backups lie about."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from greenbridge.core import clock
from greenbridge.operations.backups import archive, databases, kept, services
from greenbridge.operations.backups.archive import Manifest
from greenbridge.operations.backups.report import Report

KEY = "a key that only the stories of backups know"

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    settings.FILES_DIR, settings.MEDIA_ROOT = settings.VAR_DIR / "files", settings.VAR_DIR / "media"
    settings.AUDIT_HEADS_FILE = settings.VAR_DIR / "audit_heads.jsonl"
    settings.BACKUP_KEY, settings.BACKUP_DIR = KEY, str(tmp_path / "nightly")
    (settings.VAR_DIR / "files/ab").mkdir(parents=True)
    for name in ("ab/stays", "ab/goes"):
        (settings.VAR_DIR / "files" / name).write_bytes(b"a licence")
    settings.AUDIT_HEADS_FILE.write_text("yesterday\n", "utf-8")
    return tmp_path / "var"


def backed_up(into: Path) -> tuple[Manifest, Path]:
    """One backup, and what comes out of it."""
    file, _ = services.back_up(into)
    return archive.unpack(file, KEY, into / "out"), into / "out/var"


def in_the_middle(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Something happens right after the snapshot."""
    database = type(databases.configured())
    dump = database.dump

    def dump_and_act(self: Any, to: Path) -> databases.Weights:
        weights = dump(self, to)
        act()
        return weights

    monkeypatch.setattr(database, "dump", dump_and_act)


def test_a_file_deleted_meanwhile_ends_no_backup_and_is_named(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_middle(monkeypatch, (var / "files/ab/goes").unlink)

    manifest, out = backed_up(tmp_path / "kept")

    assert manifest.gone == ["files/ab/goes"]
    assert (out / "files/ab/stays").read_bytes() == b"a licence"
    assert "files/ab/goes" not in manifest.files
    told = Report("", manifest, clock.now()).text()
    assert "有 1 个文件被删除，因此不在备份里" in told
    assert "files/ab/goes" in told


def test_a_file_deleted_between_its_listing_and_its_turn_ends_no_backup(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = kept.listed

    def listed_and_gone(target: Path | None = None) -> dict[str, Path]:
        found = listed(target)
        (var / "files/ab/goes").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(kept, "listed", listed_and_gone)

    manifest, _ = backed_up(tmp_path / "kept")

    assert manifest.gone == ["files/ab/goes"]


def test_heads_noted_after_the_snapshot_wait_for_the_next_backup(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Restored beside an older database, they would accuse it of having lost records."""
    heads = var / "audit_heads.jsonl"
    in_the_middle(monkeypatch, lambda: heads.write_text("yesterday\ntoday\n", "utf-8"))

    _, out = backed_up(tmp_path / "kept")

    assert (out / "audit_heads.jsonl").read_text("utf-8") == "yesterday\n"


def test_the_first_heads_noted_after_the_snapshot_wait_too(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = var / "audit_heads.jsonl"
    heads.unlink()
    in_the_middle(monkeypatch, lambda: heads.write_text("today\n", "utf-8"))

    manifest, out = backed_up(tmp_path / "kept")

    assert not (out / "audit_heads.jsonl").exists()
    assert manifest.gone == []


def test_no_backup_holds_another(var: Path, settings: Any) -> None:
    """Wherever they lie: each would hold all that came before it, and soon fill the disk."""
    target = var / "safe/by-hand"
    settings.BACKUP_DIR = str(var / "safe/nightly")
    for name in (
        "copies/greenbridge-20260101-024000.gbbackup",
        "files/ab/upload.1234.part",
        "greenbridge-20260101-024000.gbbackup",
        "greenbridge-20260101-024000.part",
        "media/greenbridge-20260102-024000.gbbackup",
        "safe/by-hand/anything",
        "safe/nightly/anything",
        "safe/notes",
    ):
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).touch()

    assert sorted(kept.listed(target)) == [
        "audit_heads.jsonl",
        "files/ab/goes",
        "files/ab/stays",
        "safe/notes",
    ]
    assert "files/ab/stays" in kept.listed(var / "files")
