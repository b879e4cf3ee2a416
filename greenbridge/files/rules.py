"""What kind of file the bytes are, whatever the name says."""

import io
import zipfile

MAX_MEGABYTES = 20
MAX_ZIP_ENTRIES = 5_000
MAX_UNPACKED_MEGABYTES = 200

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_SPELLINGS = {"jpeg": "jpg"}
_SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def extension(name: str) -> str:
    """The kind that a file's name claims, in one spelling; empty without one."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return _SPELLINGS.get(ending, ending)


def content_is(kind: str, content: bytes) -> bool:
    """Whether the bytes are what the kind says. A zip's directory is checked before anything is unpacked."""
    if kind in _SIGNATURES:
        return content.startswith(_SIGNATURES[kind])
    if kind in _OFFICE_PARTS:
        return _is_office(content, _OFFICE_PARTS[kind])
    return kind == "csv" and b"\x00" not in content


def _is_office(content: bytes, part: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        return False
    unpacked = sum(entry.file_size for entry in entries)
    return (
        len(entries) <= MAX_ZIP_ENTRIES
        and unpacked <= MAX_UNPACKED_MEGABYTES * 1_000_000
        and part in {entry.filename for entry in entries}
    )
