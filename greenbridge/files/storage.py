"""Where the bytes lie: under random names, written so that half a file is never seen and a whole one never lost."""

import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from greenbridge.core import clock
from greenbridge.files.models import File

logger = logging.getLogger(__name__)

ABANDONED_AFTER = 86_400  # seconds: no upload and no transaction takes a day
SAMPLED = 200


def path(file: File) -> Path:
    """The place of a file's bytes, spread over 256 directories."""
    return Path(settings.FILES_DIR) / file.stored_as[:2] / file.stored_as


def write(file: File, content: bytes) -> None:
    """Put the bytes in their place; they are on the disk when this returns."""
    place = path(file)
    place.parent.mkdir(parents=True, exist_ok=True)
    begun = place.with_name(f"{place.name}.{secrets.token_hex(4)}.part")
    try:
        with begun.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        begun.chmod(0o640)
        begun.replace(place)
    except OSError:
        begun.unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest(content: bytes) -> str:
    return hashlib.new("sm3", content).hexdigest()


def is_whole(file: File) -> bool:
    """Whether the bytes are there and still those that were taken in."""
    try:
        with path(file).open("rb") as content:
            return hashlib.file_digest(content, lambda: hashlib.new("sm3")).hexdigest() == file.digest
    except FileNotFoundError:
        return False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Names of rows whose bytes are missing or altered, and how many bytes without a row were removed."""

    missing: list[str]
    altered: list[str]
    removed: int


def compare() -> Comparison:
    """Hold rows against bytes: bytes without a row go after a day, rows without bytes are reported.

    Every row's bytes must be there; a random sample of them is read and held against its digest.
    """
    kept = File.objects.held()
    missing = [file.stored_as for file in kept.iterator() if not path(file).exists()]
    sample = kept.exclude(stored_as__in=missing).order_by("?")[:SAMPLED]
    altered = [file.stored_as for file in sample if not is_whole(file)]
    found = Comparison(missing, altered, sum(map(_removed, _abandoned())))
    for name in (*missing, *altered):
        logger.error("stored file %s is missing or altered; restore it from the backup", name)
    return found


def _abandoned() -> Iterator[Path]:
    before = clock.now().timestamp() - ABANDONED_AFTER
    for place in Path(settings.FILES_DIR).glob("??/*"):
        if place.stat().st_mtime < before and not File.objects.held().filter(stored_as=place.name).exists():
            yield place


def _removed(place: Path) -> bool:
    place.unlink(missing_ok=True)
    return True
