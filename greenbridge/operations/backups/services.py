"""Making a backup, putting one back, and proving both.

Neither writes a row: what is restored equals what was backed up, and what was backed up is as it was. Their traces
are the report beside the archive, and for the nightly backup a record in the trail.
"""

import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, count
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config import env
from greenbridge.audit import notes
from greenbridge.core import clock, presence, tables
from greenbridge.operations.backups import archive, databases, kept, placing
from greenbridge.operations.backups.archive import Manifest, Packer
from greenbridge.operations.backups.databases import Weights
from greenbridge.operations.backups.errors import (
    DatabaseInUse,
    FromNewerSoftware,
    KeyMissing,
    KeyTooShort,
    NoRoom,
    NotEmpty,
    NothingToBackUp,
    NothingToRestore,
    NotPutBack,
    OtherDatabase,
    StillRunning,
    told,
)
from greenbridge.operations.backups.report import Report
from greenbridge.operations.trail import services as trail
from greenbridge.search import services as search

logger = logging.getLogger(__name__)

SHORTEST_KEY = 32
TURN = "backing-up"  # the lock of whoever makes a backup


def key(*, make: bool) -> str:
    """What backups are sealed with. ``make`` makes one where there is none. Raises KeyMissing or KeyTooShort."""
    kept = settings.VAR_DIR / "backup_key"
    if settings.BACKUP_KEY:
        if len(settings.BACKUP_KEY) < SHORTEST_KEY:
            raise KeyTooShort
        return str(settings.BACKUP_KEY)
    if not kept.exists() and not make:
        raise KeyMissing(place=kept)
    return env.made_once(kept)


def back_up(folder: Path) -> tuple[Path, Manifest]:
    """Write one backup into the folder while the site goes on, named by its moment in Asia/Shanghai.

    The database first, then the files: a file is kept before the row that names it, so every row has its file, but for
    those that are deleted meanwhile; the manifest names them.
    Raises KeyTooShort, NothingToBackUp, NoRoom, ProgramMissing or ProgramFailed.
    """
    secret = key(make=True)
    folder.mkdir(parents=True, exist_ok=True)
    database = databases.configured()
    if database.is_empty():
        raise NothingToBackUp(place=settings.VAR_DIR, database=database.kind)
    with _one_at_a_time(), _workplace(kept.COPYING) as place:
        archive.forget_unfinished(folder)
        _require_room_for_backup(database.size(), folder)
        file = _free(folder / archive.name_at(clock.now()))
        manifest = _write(file, secret, database, place)
    return file, manifest


def _write(file: Path, secret: str, database: databases.Database, place: Path) -> Manifest:
    with archive.writing(file, secret) as packer:
        copy, heads = place / archive.DATABASE, place / "heads"
        before = kept.listed(file.parent)
        notes.copy_to(heads)
        manifest = _manifest(database.kind, database.dump(copy))
        packer.add(copy, archive.DATABASE)
        copy.unlink()
        _pack(packer, _with_heads(before | kept.listed(file.parent), heads), manifest)
        manifest.finished_at = clock.now().isoformat()
        packer.add_manifest(manifest)
    return manifest


def is_under_way() -> bool:
    """Whether a backup of this installation is being made at this moment."""
    with (settings.VAR_DIR / TURN).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def restore(source: Path, *, force: bool = False) -> Report:
    """Put a backup (the newest of a folder) in place of an empty installation, and compare every row and file.

    The archive is unpacked and proven beside the installation first; nothing there is touched before. With ``force``
    what was there is set aside (files, SQLite) or dropped (PostgreSQL, in the transaction of the restore). Files and
    database come together or not at all, and there is a report of either. Raises a sentence of errors.py, or OSError.
    """
    file = newest(source)
    secret = key(make=False)
    database = databases.configured()
    began = clock.now()
    with _stopped(database), _workplace(databases.STAGE) as place:
        if not force:
            _require_empty(database)
        _require_room(3 * file.stat().st_size, place)
        manifest = archive.unpack(file, secret, place)
        _require_fitting(manifest, database.kind)
        aside = _free(settings.VAR_DIR / f"{kept.ASIDE}{clock.local(began):%Y%m%d-%H%M%S}")
        report = Report(file.name, manifest, began)
        _put_in_place(file, place, aside, database, report)
        _prove(report, database)
        report.finished_at = clock.now()
    return report


def newest(source: Path) -> Path:
    """The archive itself, or the newest of a folder. Raises NothingToRestore."""
    if source.is_file():
        return source
    found = archive.in_order(source)
    if not found:
        raise NothingToRestore(place=source)
    return found[-1]


def _manifest(kind: str, tables: Weights) -> Manifest:
    return Manifest(
        made_at=clock.now().isoformat(),
        software=_software(),
        database=kind,
        is_key_given=settings.SECRET_KEY_GIVEN,
        is_audit_key_given=settings.AUDIT_KEY_GIVEN,
        migrations=sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations),
        tables=tables,
    )


def _software() -> str:
    text: str = (settings.BASE_DIR / "pyproject.toml").read_text("utf-8")
    return text.partition('version = "')[2].partition('"')[0]


def _pack(packer: Packer, files: Mapping[str, Path], manifest: Manifest) -> None:
    """What is deleted before its turn comes is named as gone: a person had it deleted, and so it stays."""
    for name, file in sorted(files.items()):
        try:
            manifest.files[name] = packer.add(file, f"{archive.KEPT}/{name}")
        except FileNotFoundError:
            manifest.gone.append(name)


def _with_heads(files: Mapping[str, Path], heads: Path) -> dict[str, Path]:
    """The file of heads as it was before the snapshot: a line noted later would speak of records that are not in it."""
    live = Path(settings.AUDIT_HEADS_FILE)
    return {
        name: heads if file == live else file
        for name, file in files.items()
        if file != live or heads.exists()
    }


def files_as_they_are(manifest: Manifest) -> Weights:
    """The files of a backup as they now lie on the disk, and what lies in its folders besides."""
    names = set(manifest.files)
    names |= {name for root in kept.FOLDERS for name, _ in kept.walk(root, kept.place_of(root))}
    return {
        name: archive.weigh(kept.place_of(name)) for name in sorted(names) if kept.place_of(name).is_file()
    }


def _require_empty(database: databases.Database) -> None:
    if not database.is_empty():
        raise NotEmpty(what="数据库")
    for root in kept.FOLDERS:
        if next(kept.walk(root, kept.place_of(root)), None):
            raise NotEmpty(what=f"目录 {kept.place_of(root)} ")


def _require_fitting(manifest: Manifest, kind: str) -> None:
    if manifest.database != kind:
        raise OtherDatabase(theirs=manifest.database, ours=kind)
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise FromNewerSoftware(migration=unknown[0])


def _require_room(needed: int, place: Path) -> None:
    free = shutil.disk_usage(place).free
    if free < needed:
        raise NoRoom(needed=needed // 1_000_000 + 1, free=free // 1_000_000, place=place)


def _free(place: Path) -> Path:
    """The place, or one beside it where somebody was in the same second."""
    others = (place.with_name(f"{place.stem}-{number}{place.suffix}") for number in count(2))
    return next(free for free in chain([place], others) if not free.exists())


def _put_in_place(file: Path, place: Path, aside: Path, database: databases.Database, report: Report) -> None:
    """The files last, when the database has all but decided: renames, which are taken back where it does not.

    A mark stands while they are made: whoever is killed in between leaves it, and nothing is served until the restore
    was made anew.
    """
    _leave_mark(f"manage.py restore {file.absolute()} --force")
    try:
        with placing.staged(place / archive.KEPT, aside) as put:
            database.load(place / archive.DATABASE, aside, put)
    except BaseException as trouble:
        if isinstance(trouble, Exception):
            report.failure = told(trouble)
            report.finished_at = clock.now()
            with suppress(OSError):  # a full disk has no room for the report either
                report.keep()
        if not isinstance(trouble, NotPutBack):
            presence.mark().unlink()
        raise
    os.sync()
    presence.mark().unlink()


def _leave_mark(command: str) -> None:
    with presence.mark().open("w", encoding="utf-8") as mark:
        mark.write(command)
        mark.flush()
        os.fsync(mark.fileno())


def _prove(report: Report, database: databases.Database) -> None:
    """Whatever becomes of one step, the others are taken and the report is written."""
    with _noting(report.differences, "核对"):
        report.compare_tables(database.weights())
        report.compare_files(files_as_they_are(report.manifest))
    with _noting(report.troubles, "查看数据表版本"):
        report.needs_migrate = not tables.are_current()
    with _noting(report.troubles, "重建检索索引（可执行 manage.py search_rebuild）"):
        _build_anew(report)
    with _noting(report.troubles, "校验操作记录（可执行 manage.py audit_verify）"):
        _verify_trail(report)


@contextmanager
def _noting(troubles: list[str], step: str) -> Iterator[None]:
    try:
        yield
    except Exception as trouble:
        logger.exception("after the restore: %s", step)
        troubles.append(f"{step}没有完成：{told(trouble)}")


def _require_room_for_backup(copy: int, folder: Path) -> None:
    """For the copy of the database beside the data, and for an archive as large as the last one."""
    earlier = archive.in_order(folder)
    expected = earlier[-1].stat().st_size if earlier else copy // 10
    is_one_disk = folder.stat().st_dev == settings.VAR_DIR.stat().st_dev
    _require_room(copy, settings.VAR_DIR)
    _require_room(expected + (copy if is_one_disk else 0), folder)


def _build_anew(report: Report) -> None:
    """The search index, from the restored database; not where the database is older than the programme."""
    (settings.VAR_DIR / "prepared.json").unlink(missing_ok=True)
    if not report.needs_migrate:
        shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
        search.rebuild(keep_outbox=True)


def _verify_trail(report: Report) -> None:
    """With the key that came back: this process began with the one that lay here before."""
    if not settings.AUDIT_KEY_GIVEN:
        settings.AUDIT_KEY = env.made_once(settings.VAR_DIR / "audit_key")
    if not report.needs_migrate:
        report.trail = trail.verify()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Waits while another backup of this installation is being made."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / TURN).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _workplace(prefix: str) -> Iterator[Path]:
    """A folder beside the data, readable by nobody else, that is gone afterwards; as is what was left by one who was
    killed. Whoever asks holds the lock of all who use this prefix.
    """
    for home in (settings.VAR_DIR, *(kept.place_of(root) for root in kept.FOLDERS)):
        for left in home.glob(f"{prefix}*/"):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=settings.VAR_DIR) as folder:
        yield Path(folder)


@contextmanager
def _stopped(database: databases.Database) -> Iterator[None]:
    """Nobody serves the site from this folder, whoever started it, and nobody can until we are done; nor is anybody
    else in its database. Raises StillRunning or DatabaseInUse.
    """
    with ExitStack() as held:
        try:
            held.enter_context(presence.alone())
            file = held.enter_context((settings.VAR_DIR / "running").open("w"))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StillRunning(place=settings.VAR_DIR) from None
        if others := database.others():
            raise DatabaseInUse(who="、".join(others))
        yield
