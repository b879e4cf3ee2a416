"""Looks at a CSV, a plain text, a web page: text in an encoding we know, lines of a length that somebody may have typed.

Runs in a child. ``main(path, kind)``. A web page may be anything that a browser would show; it is read as words only.
"""

import io
import re
import zipfile
from pathlib import Path

MAX_LINE = 200_000
OTHER_KINDS = (
    b"PK\x03\x04",
    b"%PDF-",
    b"GIF8",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\xd0\xcf\x11\xe0",
    b"MZ\x90",
    b"\x7fELF",
)
MARKUP = ("<!doctype", "<html", "<script", "<?php", "<?xml", "<svg")
LONGEST_MARK = max(map(len, MARKUP))
TOO_LONG = re.compile(rf"[^\r\n]{{{MAX_LINE + 1}}}")


def main(path: str, kind: str) -> str:
    content = Path(path).read_bytes()
    if content.startswith(OTHER_KINDS):
        return "differs"
    if zipfile.is_zipfile(io.BytesIO(content)) or b"%PDF-" in content[:1024]:
        return "mixed"
    text = _decoded(content)
    if text is None or "\x00" in text:
        return "not-text"
    if kind == "html":
        return ""
    if text.lstrip()[:LONGEST_MARK].lower().startswith(MARKUP):
        return "differs"
    return "line" if TOO_LONG.search(text) else ""


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
