"""The file in which a text came is kept beside it, for readers who want the original."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from greenbridge.accounts.models import User
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.library import matching
from greenbridge.library.access import is_keeper
from greenbridge.library.facts import Facts
from greenbridge.library.models import Version, VersionFile, Work
from greenbridge.library.models.works import ORIGINAL

KEPT = ("docx", "pdf", "md", "txt")
"""Not web pages: they may act in the browser of whoever opens them, and their address is the original."""


BROUGHT = {".docx", ".pdf"}
"""What a command keeps: text and markdown stand with the version word for word, as somebody typed them off."""
NOT_KEPT = "“{name}”里嵌有其他文件，只收录了文字和表格，没有作为原文件保存，读者下载不到。请在“更正收录信息”里填写原文链接。"


def keep(version: Version, original: files.Checked, *, by: User | None) -> None:
    """Keep the file of whoever sent it; nobody's is what a command or a connector brought. Standards are linked, not hosted
    (decision 62); what carries other files is only read. Raises TooManyToday."""
    if original.kind not in KEPT or original.only_to_read or version.work.kind == Work.Kind.STANDARD:
        return
    file = files.store(original, owner=by, kinds=KEPT)
    VersionFile.objects.create(version=version, file=file, title=file.name[:ORIGINAL])


def wanted(path: Path, facts: Facts) -> bool:
    """Whether the file of a command is to be kept: an original, of a document that may be hosted and has none yet."""
    if path.suffix.lower() not in BROUGHT or facts.kind == Work.Kind.STANDARD:
        return False
    there = matching.version_of(facts)
    return there is None or not (there.files.exists() or there.standing == Version.Standing.ASIDE)


def checked(path: Path) -> files.Checked:
    """The file as it may be kept. Raises what ``files.check`` raises."""
    return files.check(SimpleUploadedFile(path.name, path.read_bytes()), KEPT)


def may_read(user: Any, file: File) -> bool:
    """Everybody once the text is public, keepers of the library before. Nobody else what turned out to be a standard."""
    beside = VersionFile.objects.filter(file=file)
    if user.is_authenticated and is_keeper(user):
        return beside.exists()
    public = beside.filter(version__standing=Version.Standing.PUBLISHED)
    return public.exclude(version__work__kind=Work.Kind.STANDARD).exists()
