"""Taking files in and letting them out: the one upload path of the house."""

import hashlib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock, ids, text
from greenbridge.files import rules
from greenbridge.files.errors import ContentDiffers, FileEmpty, FileTooLarge, KindNotTaken
from greenbridge.files.models import File

DOCUMENTS = ("pdf", "png", "jpg", "docx", "xlsx")
SHEETS = ("xlsx", "csv")

ReadRule = Callable[[Any, File], bool]
_read_rules: list[ReadRule] = []


def check(upload: "UploadedFile[Any]", kinds: Collection[str] = DOCUMENTS) -> bytes:
    """The bytes of an upload that may be taken.

    Raises FileEmpty, FileTooLarge, KindNotTaken or ContentDiffers with a sentence for the person who chose it.
    """
    name = text.clean_line(upload.name or "")
    if not upload.size:
        raise FileEmpty(name=name)
    if upload.size > rules.MAX_MEGABYTES * 1_000_000:
        raise FileTooLarge(name=name, limit=rules.MAX_MEGABYTES)
    kind = rules.extension(name)
    if kind not in kinds:
        raise KindNotTaken(name=name)
    upload.seek(0)
    content: bytes = upload.read()
    if not rules.content_is(kind, content):
        raise ContentDiffers(name=name)
    return content


@transaction.atomic
def store(
    upload: "UploadedFile[Any]",
    *,
    owner: Any,
    secrecy: str = File.Secrecy.INTERNAL,
    kinds: Collection[str] = DOCUMENTS,
) -> File:
    """Keep an upload under a random name outside the web root, and leave a trace. Raises what ``check`` raises."""
    content = check(upload, kinds)
    file = File(
        name=_safe_name(upload.name or ""),
        stored_as=ids.random_name(),
        kind=rules.extension(upload.name or ""),
        size=len(content),
        digest=hashlib.new("sm3", content).hexdigest(),
        secrecy=secrecy,
        owner=owner,
        uploaded_at=clock.now(),
    )
    place = path(file)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    file.save()
    audit.record("file.stored", actor=owner, target=file)
    return file


def path(file: File) -> Path:
    """Where the bytes lie, spread over 256 directories."""
    return Path(settings.FILES_DIR) / file.stored_as[:2] / file.stored_as


def let_read(rule: ReadRule) -> ReadRule:
    """Register who besides the owner may read which files: ``rule(user, file)``. Rooms call it when they start."""
    _read_rules.append(rule)
    return rule


def may_read(user: Any, file: File) -> bool:
    """Default deny: the owner, everybody for public files, and whom some room's rule lets in."""
    if file.secrecy == File.Secrecy.PUBLIC or (user.is_authenticated and file.owner_id == user.pk):
        return True
    return any(rule(user, file) for rule in _read_rules)


def _safe_name(name: str) -> str:
    plain = text.clean_line(name).replace("/", "_").replace("\\", "_").replace('"', "_")
    stem, _, ending = plain.rpartition(".")
    return f"{stem[:140]}.{ending[:8]}"
