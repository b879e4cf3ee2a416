"""One backup is one file: a sealed, compressed tar with the database, the files, and last the manifest of them all."""

import datetime as dt
import fcntl
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import stat
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, Any

from django.utils import timezone

from greenbridge.core import clock
from greenbridge.operations.backups.databases import STRUCTURE, Weight, Weights
from greenbridge.operations.backups.errors import BackupAltered
from greenbridge.operations.backups.sealing import Opened, Sealed

ENDING, UNFINISHED = ".gbbackup", ".part"
STAMP = "%Y%m%d-%H%M%S"  # the moment in Asia/Shanghai
SLACK = dt.timedelta(days=1)  # by which clocks of two machines may differ
DATABASE, MANIFEST, KEPT = "database", "manifest.json", "var"
BLOCK = 1 << 20
MOST_ALLOWED = 0o640  # what nginx sends, its group reads


@dataclass
class Manifest:
    """What a backup holds (备份清单), in enough detail to prove it row by row and file by file after a restore."""

    made_at: str
    software: str
    database: str
    is_key_given: bool  # SECRET_KEY comes from the environment and is not inside
    migrations: list[str]
    tables: Weights
    files: Weights = field(default_factory=dict)  # for a file, rows are bytes
    finished_at: str = ""
    is_audit_key_given: bool = False  # nor is AUDIT_KEY
    gone: list[str] = field(default_factory=list)  # files that were deleted while the backup was made

    @property
    def rows(self) -> int:
        return sum(weight.rows for name, weight in self.tables.items() if name != STRUCTURE)

    def as_json(self) -> dict[str, Any]:
        weighed = {
            part: {n: w.as_json() for n, w in getattr(self, part).items()} for part in ("tables", "files")
        }
        return {**vars(self), **weighed}

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        given = json.loads(text)
        for part in ("tables", "files"):
            given[part] = {name: Weight(**weight) for name, weight in given[part].items()}
        known = {each.name for each in fields(cls)}  # a later software may say more
        return cls(**{name: value for name, value in given.items() if name in known})


class Packer:
    """Fills an archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, file: Path, name: str) -> Weight:
        """Put one file in, and who may read it; its size and digest as they were read."""
        with file.open("rb") as opened:
            found = os.fstat(opened.fileno())
            return self._put(name, opened, found.st_size, stat.S_IMODE(found.st_mode))

    def add_manifest(self, manifest: Manifest) -> None:
        text = json.dumps(manifest.as_json(), ensure_ascii=False).encode()
        self._put(MANIFEST, io.BytesIO(text), len(text), 0o600)

    def _put(self, name: str, content: IO[bytes], size: int, mode: int) -> Weight:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, mode
        weighed = _Weighing(content)
        self._tar.addfile(entry, weighed)
        return Weight(size, weighed.digest.hexdigest())


class _Weighing(io.RawIOBase):
    """Reads through to another file and weighs what passes."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self.digest = hashlib.new("sm3")

    def read(self, size: int = -1, /) -> bytes:
        block = self._content.read(size)
        self.digest.update(block)
        return block


@contextmanager
def writing(file: Path, secret: str) -> Iterator[Packer]:
    """A new archive. It gets its name only once it is whole and on the disk; a failure leaves nothing behind."""
    unfinished = file.with_suffix(UNFINISHED)
    with unfinished.open("xb") as target:  # whoever comes second fails here, and removes nothing
        fcntl.flock(target, fcntl.LOCK_EX)
        try:
            unfinished.chmod(0o600)
            with (
                Sealed(target, secret) as sealed,
                gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=1, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield Packer(tar)
            target.flush()
            os.fsync(target.fileno())
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)


def forget_unfinished(folder: Path) -> None:
    """Remove what backups left that were killed: nobody holds the lock of such a file any more."""
    for left in folder.glob(f"greenbridge-*{UNFINISHED}"):
        with suppress(BlockingIOError, FileNotFoundError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def name_at(moment: dt.datetime) -> str:
    return f"greenbridge-{clock.local(moment):{STAMP}}{ENDING}"


def made_at(file: Path) -> dt.datetime:
    """When an archive was made, by its name: copying changes the times of files. By its time where it was renamed."""
    if named := re.match(r"greenbridge-(\d{8}-\d{6})", file.name):
        with suppress(ValueError):
            return timezone.make_aware(dt.datetime.strptime(named[1], STAMP))  # noqa: DTZ007 — of our own time zone
    return dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)


def in_order(folder: Path) -> list[Path]:
    """The archives of a folder, the newest last. What a clock that was fast dated into the future is believed last."""
    latest = clock.now() + SLACK
    found = folder.glob(f"greenbridge-*{ENDING}")
    return sorted(found, key=lambda file: (made_at(file) <= latest, made_at(file), file.stem))


def unpack(file: Path, secret: str, into: Path) -> Manifest:
    """Write what an archive holds into an empty folder. Every byte is proven, or an error names the archive."""
    manifest: Manifest | None = None
    for entry, content in _entries(file, secret):
        if entry.name == MANIFEST and content:
            manifest = Manifest.read(content.read())
        else:
            _write(entry, content, into, file.name)
    if manifest is None:
        raise BackupAltered(name=file.name, chunk=0)
    return manifest


def prove(file: Path, secret: str) -> None:
    """Read a whole archive back, from the disk, and hold it against its own manifest. Raises as ``unpack`` does."""
    manifest: Manifest | None = None
    found: Weights = {}
    _forget_in_memory(file)
    for entry, content in _entries(file, secret):
        if entry.name == MANIFEST and content:
            manifest = Manifest.read(content.read())
        elif content:
            found[entry.name] = _weighed(content)
    expected = {f"{KEPT}/{name}": weight for name, weight in manifest.files.items()} if manifest else {}
    if found.pop(DATABASE, None) is None or found != expected:
        raise BackupAltered(name=file.name, chunk=0)


def _forget_in_memory(file: Path) -> None:
    """What was just written would be read from memory, whatever the disk made of it."""
    if hasattr(os, "posix_fadvise"):
        with file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _entries(file: Path, secret: str) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """One after another, each to be read before the next; nothing to read for what is no file."""
    try:
        with file.open("rb") as source, Opened(source, secret, file.name) as opened:
            with gzip.GzipFile(fileobj=opened) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
                for entry in tar:
                    yield entry, tar.extractfile(entry) if entry.isfile() else None
            opened.finish()
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as broken:
        raise BackupAltered(name=file.name, chunk=0) from broken


def _write(entry: tarfile.TarInfo, content: IO[bytes] | None, into: Path, archive: str) -> None:
    """Only files, and only below the folder: nothing else was ever put in. (Python 3.11.2 knows no ``filter="data"``.)"""
    target = into / entry.name
    if content is None or not target.resolve().is_relative_to(into.resolve()):
        raise BackupAltered(name=archive, chunk=0)
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("xb") as written:
        target.chmod(entry.mode & MOST_ALLOWED)
        shutil.copyfileobj(content, written)


def weigh(file: Path) -> Weight:
    """The size and digest of a file as it lies on the disk."""
    with file.open("rb") as opened:
        return _weighed(opened)


def _weighed(content: IO[bytes]) -> Weight:
    digest, size = hashlib.new("sm3"), 0
    while block := content.read(BLOCK):
        digest.update(block)
        size += len(block)
    return Weight(size, digest.hexdigest())
