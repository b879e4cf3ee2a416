"""A document that an editor sends in is opened before the act begins: it may take a minute, and no writer waits for it."""

import tempfile
from contextlib import suppress
from pathlib import Path

from django.http import HttpRequest
from django.urls import reverse

from greenbridge.core.errors import RuleBroken
from greenbridge.files import services as files
from greenbridge.library.access import is_keeper
from greenbridge.library.intake import reading
from greenbridge.library.intake.documents import Document

KINDS = ("docx", "pdf", "html", "md", "txt")
_MARKS = ("#", "---")  # what a text with marks begins with
_FOUND = "document"  # among the notes on an upload: what opening it came to


def look_through(request: HttpRequest) -> None:
    """Open what is sent to the pages of intake."""
    if (
        not request.path.startswith(reverse("intake:list"))
        or not request.user.is_authenticated
        or not is_keeper(request.user)
    ):
        return
    for upload in request.FILES.getlist("file"):
        with suppress(RuleBroken):
            document_of(upload)


def document_of(upload: files.Upload) -> Document:
    """The document in an upload, which is opened once. Raises what ``files.check_words`` and ``reading.read`` raise."""
    checked = files.check_words(upload, KINDS)
    found: Document | RuleBroken = checked.notes.get(_FOUND) or _opened(checked)
    checked.notes[_FOUND] = found
    if isinstance(found, RuleBroken):
        raise found
    return found


def pasted(text: str) -> Document:
    """The document in words that an editor pasted."""
    return reading.of_text("", text, is_marked=text.lstrip().startswith(_MARKS))


def _opened(checked: files.Checked) -> Document | RuleBroken:
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(checked.content)
        copy.flush()
        try:
            return reading.read(Path(copy.name), name=checked.name)
        except RuleBroken as refusal:
            return refusal
