"""One backup is one file: a sealed, compressed tar with the database, the files, and last the manifest of them all."""

import gzip
import hashlib
import io
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, Any

from greenbridge.operations.backups.databases import STRUCTURE, Weight, Weights
from greenbridge.operations.backups.errors import BackupAltered
from greenbridge.operations.backups.sealing import Opened, Sealed

ENDING, UNFINISHED = ".gbbackup", ".part"
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
    try:
        with unfinished.open("xb") as target:
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


def unpack(file: Path, secret: str, into: Path) -> Manifest:
    """Write what an archive holds into an empty folder. Every byte is proven, or an error names the archive."""
    manifest: Manifest | None = None
    with file.open("rb") as source, Opened(source, secret, file.name) as opened:
        with gzip.GzipFile(fileobj=opened) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for entry in tar:
                if entry.name == MANIFEST and (content := tar.extractfile(entry)):
                    manifest = Manifest.read(content.read())
                else:
                    _write(tar, entry, into, file.name)
        opened.finish()
    if manifest is None:
        raise BackupAltered(name=file.name, chunk=0)
    return manifest


def _write(tar: tarfile.TarFile, entry: tarfile.TarInfo, into: Path, archive: str) -> None:
    """Only files, and only below the folder: nothing else was ever put in. (Python 3.11.2 knows no ``filter="data"``.)"""
    target = into / entry.name
    content = tar.extractfile(entry) if entry.isfile() else None
    if content is None or not target.resolve().is_relative_to(into.resolve()):
        raise BackupAltered(name=archive, chunk=0)
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("xb") as written:
        target.chmod(entry.mode & MOST_ALLOWED)
        shutil.copyfileobj(content, written)


def weigh(file: Path) -> Weight:
    """The size and digest of a file as it lies on the disk."""
    digest, size = hashlib.new("sm3"), 0
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            digest.update(block)
            size += len(block)
    return Weight(size, digest.hexdigest())
