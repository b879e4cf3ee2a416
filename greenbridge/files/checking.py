"""Whether an upload may be taken: what can be said at once, then its reader in a child, then the virus scanner."""

import tempfile
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core.errors import RuleBroken
from greenbridge.files import child, rules, scanning
from greenbridge.files.child import runner
from greenbridge.files.errors import (
    BY_WORD,
    CheckBusy,
    ContentDiffers,
    EmbeddedFiles,
    FileEmpty,
    FileTooLarge,
    Infected,
    KindNotTaken,
    TooCostly,
    Unreadable,
)

DOCUMENTS = ("pdf", "png", "jpg", "docx", "xlsx")
SHEETS = ("xlsx", "csv")
RECORDS = ("json", "csv")

# Kind → the script that reads it, and what it wants to know.
_READERS = {
    "pdf": ("pdf",),
    "png": ("image", "png"),
    "jpg": ("image", "jpg"),
    "docx": ("office", "docx"),
    "xlsx": ("office", "xlsx"),
    "csv": ("text", "csv"),
    "md": ("text", "md"),
    "txt": ("text", "txt"),
    "html": ("text", "html"),
    "json": ("record",),
}
LIMITS = runner.Limits(seconds=15, megabytes=200, output_megabytes=64)
_AT_ONCE = threading.BoundedSemaphore(2)  # so that several large files together do not empty the machine
_PATIENCE = 20.0  # seconds in that queue
_FOUND = "_greenbridge_found"  # on an upload: what looking through it came to
_FOUND_TO_READ = "_greenbridge_found_to_read"  # the same, for who only reads it


@dataclass(frozen=True, slots=True)
class Checked:
    """An upload that may be taken: its safe name, its kind, the bytes to keep, what the scanner said of them."""

    name: str
    kind: str
    content: bytes
    verdict: scanning.Verdict
    notes: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What a room found out about the bytes, for itself and for as long as the upload is at hand."""
    only_to_read: bool = False
    """Other files lie in it: a room may read its words, and nobody keeps it or hands it on."""


Upload = Union["UploadedFile[Any]", Checked]


def check(upload: Upload, kinds: Collection[str] = DOCUMENTS) -> Checked:
    """The upload as it may be kept. Pictures are drawn anew, so their bytes differ from those sent.

    Raises a class of ``errors`` with a sentence for the person who chose it; nothing has been kept then.
    """
    if isinstance(upload, Checked):
        if upload.only_to_read:
            raise EmbeddedFiles(name=upload.name)
        return upload
    name, kind = rules.safe_name(upload.name or ""), rules.extension(upload.name or "")
    if not upload.size:
        raise FileEmpty(name=name)
    if upload.size > rules.MAX_MEGABYTES * 1_000_000:
        raise FileTooLarge(name=name, limit=rules.MAX_MEGABYTES)
    if kind not in kinds:
        raise KindNotTaken(name=name.rstrip("."), kinds="、".join(each.upper() for each in kinds))
    found = getattr(upload, _FOUND, None) or _looked_through(upload, name, kind)
    if isinstance(found, RuleBroken):
        raise found
    return found


def check_words(upload: Upload, kinds: Collection[str]) -> Checked:
    """As ``check``, for a room that reads the words and need not keep the file: a PDF in which other files lie is ``only_to_read``."""
    if isinstance(upload, Checked):
        return upload
    try:
        return check(upload, kinds)
    except EmbeddedFiles:
        name, kind = rules.safe_name(upload.name or ""), rules.extension(upload.name or "")
        if kind != "pdf":
            raise
    found = getattr(upload, _FOUND_TO_READ, None)
    if found is None:
        found = _looked_through(upload, name, kind, _FOUND_TO_READ)
    if isinstance(found, RuleBroken):
        raise found
    return found


def look_through(upload: "UploadedFile[Any]") -> None:
    """Do now what ``check`` takes long for. What is found stays with the upload, until somebody asks for it there."""
    with suppress(RuleBroken):
        check(upload, _READERS)


def _looked_through(
    upload: "UploadedFile[Any]", name: str, kind: str, noted: str = _FOUND
) -> Checked | RuleBroken:
    upload.seek(0)
    try:
        found: Checked | RuleBroken = _judged(name, kind, upload.read(), only_to_read=noted == _FOUND_TO_READ)
    except RuleBroken as refusal:
        found = refusal
    setattr(upload, noted, found)
    return found


def _judged(name: str, kind: str, sent: bytes, *, only_to_read: bool) -> Checked:
    if not rules.begins_as(kind, sent):
        raise ContentDiffers(name=name)
    kept = _read_through(name, kind, sent, [EmbeddedFiles.word] if only_to_read else [])
    # The scanner sees what was sent: a picture drawn anew no longer carries what would betray it.
    verdict = scanning.ask(sent)
    if verdict == scanning.Verdict.INFECTED:
        _note_infected(name)
        raise Infected(name=name)
    return Checked(name, kind, kept, verdict, only_to_read=only_to_read)


@transaction.atomic
def _note_infected(name: str) -> None:
    audit.record("file.infected", actor=None, note=name)


def _read_through(name: str, kind: str, sent: bytes, forgiven: Collection[str]) -> bytes:
    """The bytes to keep, after the kind's reader has looked through them in a child, which may forgive one thing."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise CheckBusy(name=name)
    try:
        with tempfile.TemporaryDirectory(prefix="greenbridge-check-") as folder:
            given, drawn = Path(folder, "given"), Path(folder, "drawn")
            given.write_bytes(sent)
            reader, *wants = _READERS[kind]
            redraws = [drawn] if reader == "image" else []
            script = Path(child.__path__[0], f"{reader}.py")
            ended = runner.run(script, given, *wants, *redraws, *forgiven, limits=LIMITS)
            _refuse_unless_fine(name, ended)
            return drawn.read_bytes() if redraws else sent
    finally:
        _AT_ONCE.release()


def _refuse_unless_fine(name: str, ended: runner.Ended) -> None:
    if ended.cost_too_much:
        raise TooCostly(name=name)
    if ended.code:
        raise BY_WORD.get(ended.words, Unreadable)(name=name)
