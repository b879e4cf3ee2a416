"""The text of a law in the file that a site offers with it: read as any file that comes in, and kept as its original."""

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from greenbridge.connectors.documents import rules
from greenbridge.connectors.documents.facts import Document
from greenbridge.connectors.errors import Unreadable
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.library import matching, naming
from greenbridge.library.intake import deducing, opening
from greenbridge.library.intake.services import place
from greenbridge.library.models import Version


def is_wanted(document: Document) -> bool:
    """Whether the library has no text of it yet; what an editor set aside stays aside."""
    there = matching.version_of(document.facts)
    return there is None or not (there.has_text or there.standing == Version.Standing.ASIDE)


def read(document: Document, content: bytes) -> Document:
    """The document with the words of its file. What the list says of it holds; where the text says otherwise, that is a doubt.

    Raises Unreadable where the file is headed by another title, and what ``files.check_words`` and ``opening.document_of`` raise.
    """
    known = document.facts
    checked = files.check_words(SimpleUploadedFile(f"{known.title[:60]}.docx", content), ("docx",))
    found = opening.document_of(checked)
    if naming.title_key(found.title) != naming.title_key(known.title):
        raise Unreadable(f"文件的名称是“{found.title[:60]}”，与列表中的不同")
    stated = {
        "number": known.number,
        "author": "、".join(known.issuers),
        "promulgated": f"{known.promulgated_on or ''}",
        "effective": f"{known.effective_on or ''}",
        "expires": f"{known.expires_on or ''}",
    }
    stated = {name: words for name, words in stated.items() if words}
    told, doubts = deducing.facts(replace(found, facts=stated), place, kind=known.kind, source=known.source)
    facts = replace(known, text=told.text, history=told.history or known.history)
    more = rules.doubts(facts, says=document.says, today=clock.today(), brings_text=True)
    return replace(document, facts=facts, doubts=(*doubts, *more), brings_text=True, original=checked)
