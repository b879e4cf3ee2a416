"""Looks through every object of a PDF. It may show and link; it may not act, carry other files, or be two files.

Runs in a child. ``main(path)``; ``main(path, "embedded")`` for a PDF that is only read and never handed on: other files in it are forgiven, and
nothing else is.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

MAX_PAGES = 2_000
MAX_OBJECTS = 200_000
MAX_DEPTH = 60
HELD = 5_000  # objects that the reader keeps for who asks again

# Names that nothing but an acting document needs; searched in the raw bytes as well, for readers that repair.
TELLING = {
    b"/JavaScript": "active",
    b"/Launch": "active",
    b"/EmbeddedFile": "embedded",
    b"/RichMedia": "media",
}
HARMLESS_ACTIONS = {"/GoTo", "/Named", "/URI", "/Thread", "/Hide", "/SetOCGState"}
HARMLESS_BY_ITSELF = {"/GoTo", "/Named"}  # what may happen without a click: show a page
MEDIA = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


def main(path: str, forgiven: str = "") -> str:
    content = Path(path).read_bytes()
    if word := _around(content) or _telling_names(content, forgiven):
        return word
    try:
        return _within(content, forgiven)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # damaged files make the reader stumble in a hundred ways
        return "unreadable"


def _around(content: bytes) -> str:
    """Nothing before it, nothing after it, and no archive whose directory lies at its end."""
    if not content.startswith(b"%PDF-"):
        return "differs"
    end = content.rfind(b"%%EOF")
    if end < 0:
        return "unreadable"
    if content[end + 5 :].strip(b"\x00\r\n\t \x1a") or zipfile.is_zipfile(io.BytesIO(content)):
        return "mixed"
    return ""


def _telling_names(content: bytes, forgiven: str) -> str:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), content)
    return next((word for name, word in TELLING.items() if word != forgiven and name in plain), "")


def _within(content: bytes, forgiven: str) -> str:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return "protected"
    packed = reader.xref_objStm  # number → the stream that the object lies in, and where
    places = [
        (number, generation) for generation, known in reader.xref.items() for number in known if number
    ] + [(number, 0) for number in sorted(packed, key=lambda number: packed[number])]
    if len(places) > MAX_OBJECTS:
        return "costly"
    if not 1 <= len(reader.pages) <= MAX_PAGES:
        return "pages" if len(reader.pages) else "unreadable"
    unpacked = None
    for number, generation in places:
        stream = packed.get(number, (None,))[0]  # unpacked whole, however little of it is asked for
        if len(reader.resolved_objects) > HELD and (stream is None or stream != unpacked):
            reader.resolved_objects.clear()
        unpacked = stream
        if word := _judge(reader.get_object(IndirectObject(number, generation, reader)), 0, forgiven):
            return word
    return _judge(reader.trailer, 0, forgiven)


def _judge(thing: PdfObject | None, depth: int, forgiven: str) -> str:
    """What this object, as far as it is written in one place, would do. References lead to objects judged apart."""
    if depth > MAX_DEPTH:
        return "costly"
    if isinstance(thing, ArrayObject):
        return next(
            (word for each in list.__iter__(thing) if (word := _judge(each, depth + 1, forgiven))), ""
        )
    if not isinstance(thing, DictionaryObject):
        return ""
    if word := next((word for word in _words_of(thing) if word != forgiven), ""):
        return word
    return next((word for each in dict.values(thing) if (word := _judge(each, depth + 1, forgiven))), "")


def _words_of(thing: DictionaryObject) -> Iterator[str]:
    """Everything that is wrong with it, the worst first."""
    kind, action, looks = (_name(thing, key) for key in ("/Type", "/S", "/Subtype"))
    if "/JS" in thing or "/XFA" in thing:
        yield "active"
    if _is_action(thing, kind, action) and action not in HARMLESS_ACTIONS:
        yield "active"
    if any(_acts_by_itself(begun) for begun in _begun_without_a_click(thing)):
        yield "active"
    if "/EF" in thing or "/EmbeddedFiles" in thing or looks == "/FileAttachment" or kind == "/EmbeddedFile":
        yield "embedded"
    if looks in MEDIA and ("/Rect" in thing or kind == "/Annot"):
        yield "media"
    if isinstance(thing, StreamObject) and "/F" in thing:  # its content lies in another file
        yield "external"


def _name(thing: DictionaryObject, key: str) -> str:
    found = thing.get(key)
    return str(found.get_object() if isinstance(found, IndirectObject) else found)


def _is_action(thing: DictionaryObject, kind: str, action: str) -> bool:
    """Actions need not say that they are; these types do not occur as anything else."""
    return kind == "/Action" or action in {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
        "/GoTo3DView",
    }


def _begun_without_a_click(thing: DictionaryObject) -> list[PdfObject | None]:
    begun = [thing.get("/OpenAction")]
    more = thing.get("/AA")
    more = more.get_object() if isinstance(more, IndirectObject) else more
    return begun + (list(dict.values(more)) if isinstance(more, DictionaryObject) else [])


def _acts_by_itself(begun: PdfObject | None) -> bool:
    action = begun.get_object() if isinstance(begun, IndirectObject) else begun
    return isinstance(action, DictionaryObject) and _name(action, "/S") not in HARMLESS_BY_ITSELF
