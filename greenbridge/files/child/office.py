"""Looks through a Word or Excel file: first the archive's directory, then what each part would load or run.

Runs in a child. ``main(path, kind)``.
"""

import io
import re
import stat
import zipfile
from pathlib import Path, PurePosixPath
from xml.parsers import expat

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 250  # of one entry, once it is large: sheets of equal cells reach 100
LARGE = 5_000_000
MAX_NAME = 255
MAX_GAP = 64  # bytes between two entries; a hidden file needs more

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
MAIN_PARTS = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}
TYPES = "[Content_Types].xml"
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f\\]|^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|customui", re.I)
_EMBEDDED = re.compile(
    r"(^|/)embeddings/|oleobject|\.(zip|7z|rar|jar|exe|dll|js|vbs|bat|docx?|xls[xmb]?|pptx?|pdf|bin)$", re.I
)
_BINARY_BY_NATURE = re.compile(r"(^|/)printersettings\d*\.bin$", re.I)
_EXTERNAL = re.compile(r"externallinks/|^xl/connections\.xml$|^xl/querytables/", re.I)
_HARMLESS_LINK = re.compile(r"(https?|mailto|tel):|#", re.I)


def main(path: str, kind: str) -> str:
    content = Path(path).read_bytes()
    if content.startswith(OLD_OR_LOCKED):
        return "protected"
    if not content.startswith(b"PK\x03\x04"):
        return "differs"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _directory(archive, content) or _names(archive, kind) or _parts(archive, kind)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError, OSError):
        return "unreadable"
    except DeclaresEntities:
        return "structure"
    except RuntimeError:  # what zipfile says of an entry with a password
        return "protected"
    except (expat.ExpatError, UnicodeError, OverflowError, IndexError, KeyError):
        return "unreadable"
    except Exception as wrong:  # zlib.error and its kin have no common parent
        if type(wrong).__name__ == "error":
            return "unreadable"
        raise


def _directory(archive: zipfile.ZipFile, content: bytes) -> str:
    """Judged before anything is unpacked: how many, how large, how they lie."""
    entries = archive.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        return "protected"
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return "costly"
    if any(
        entry.file_size > LARGE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    ):
        return "costly"
    return "structure" if archive.comment or not _lie_side_by_side(archive, content) else ""


def _lie_side_by_side(archive: zipfile.ZipFile, content: bytes) -> bool:
    """Entries share no bytes, and nothing else hides before, between or behind them."""
    reached = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        at = entry.header_offset
        if not reached <= at <= reached + MAX_GAP or content[at : at + 4] != b"PK\x03\x04":
            return False
        name_and_extra = sum(
            int.from_bytes(content[at + skip : at + skip + 2], "little") for skip in (26, 28)
        )
        reached = at + 30 + name_and_extra + entry.compress_size
    directory = archive.start_dir
    return reached <= directory <= reached + MAX_GAP and content.rfind(b"PK\x05\x06") == len(content) - 22


def _names(archive: zipfile.ZipFile, kind: str) -> str:
    names = [_as_written(entry) for entry in archive.infolist()]
    if len({name.lower() for name in names}) < len(names):
        return "structure"
    for entry, name in zip(archive.infolist(), names, strict=True):
        if _UNSAFE_NAME.search(name) or len(name) > MAX_NAME or stat.S_ISLNK(entry.external_attr >> 16):
            return "structure"
    if MAIN_PARTS[kind][0] not in names or TYPES not in names:
        return "differs"
    for pattern, word in ((_MACROS, "macros"), (_EXTERNAL, "external"), (_EMBEDDED, "embedded")):
        if any(pattern.search(name) and not _BINARY_BY_NATURE.search(name) for name in names):
            return word
    return ""


def _as_written(entry: zipfile.ZipInfo) -> str:
    """Old Chinese programs write names in GBK and do not say so; the library takes them for code page 437."""
    if entry.flag_bits & 0x800:
        return entry.orig_filename
    written = entry.orig_filename.encode("cp437")
    for encoding in ("ascii", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.orig_filename


def _parts(archive: zipfile.ZipFile, kind: str) -> str:
    if word := _content_types(archive.read(TYPES), kind):
        return word
    for entry in archive.infolist():
        word = _part(archive, entry)
        if word:
            return word
    return ""


def _content_types(xml: bytes, kind: str) -> str:
    declared: list[str] = []
    _parse(xml, lambda name, facts: declared.append(facts.get("ContentType", "")))
    if any("macroenabled" in each.lower() for each in declared):
        return "macros"
    return "" if any(MAIN_PARTS[kind][1] in each for each in declared) else "differs"


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """Read through to the end, so that its true size and checksum are known."""
    name = entry.filename.lower()
    with archive.open(entry) as part:
        first = part.read(1 << 16)
        if first.startswith((b"PK\x03\x04", b"MZ", OLD_OR_LOCKED)) and PurePosixPath(name).suffix != ".bin":
            return "embedded"
        if name.endswith(".rels"):
            return _relationships(first + part.read())
        if name.endswith((".xml", ".vml")) and _declares_entities(first, part):
            return "structure"
        while part.read(1 << 20):
            pass
    return ""


def _relationships(xml: bytes) -> str:
    found: list[str] = []

    def look(name: str, facts: dict[str, str]) -> None:
        if facts.get("TargetMode", "").lower() != "external":
            return
        if not facts.get("Type", "").endswith("/hyperlink") or not _HARMLESS_LINK.match(
            facts.get("Target", "")
        ):
            found.append("external")

    _parse(xml, look)
    return found[0] if found else ""


class DeclaresEntities(Exception):
    """An office program never writes a document type; who does means to unfold it."""


class _RootReached(Exception):
    """The part of the file where a document type may stand is over."""


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*facts: object) -> None:
    raise DeclaresEntities


def _parse(xml: bytes, element: object) -> None:
    parser = _parser()
    parser.StartElementHandler = element  # type: ignore[assignment]  # any callable will do
    parser.Parse(xml, True)


def _declares_entities(first: bytes, part: object) -> bool:
    def root(name: str, facts: dict[str, str]) -> None:
        raise _RootReached

    parser = _parser()
    parser.StartElementHandler = root
    piece = first
    try:
        while piece:
            parser.Parse(piece, False)
            piece = part.read(1 << 16)  # type: ignore[attr-defined]  # an open entry of the archive
    except DeclaresEntities:
        return True
    except _RootReached:
        return False
    return False
