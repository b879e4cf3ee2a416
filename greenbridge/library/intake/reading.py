"""From a file to a document, by its format."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from greenbridge.core.errors import RuleBroken
from greenbridge.files.child import runner
from greenbridge.library.catalogues import tables
from greenbridge.library.catalogues.rules import Row
from greenbridge.library.intake import documents, unpack
from greenbridge.library.intake.documents import Document
from greenbridge.library.intake.errors import (
    Damaged,
    Locked,
    NotText,
    OldWord,
    TooCostly,
    TooLong,
    UnknownFormat,
    Unreadable,
    WithoutWords,
)

LONGEST = 3_000_000  # characters; the longest code of law has a tenth of it
# Ending → how its bytes are read; those not named here are opened by a child.
MARKED, PLAIN = (".md", ".markdown"), (".txt",)
OPENED = {".docx": "docx", ".pdf": "pdf", ".html": "html", ".htm": "html", ".shtml": "html"}
FORMATS = (*MARKED, *PLAIN, *OPENED)
CATALOGUES = ("名录", "目录")
LIMITS = runner.Limits(seconds=60, megabytes=1024, output_megabytes=32)
_BY_WORD: dict[str, type[RuleBroken]] = {
    unpack.PROTECTED: Locked,
    unpack.NO_WORDS: WithoutWords,
    unpack.TOO_LONG: TooLong,
}


def read(path: Path, folders: Sequence[str] = (), name: str = "") -> Document:
    """The document in a file. ``name`` is what the file is called where it lies under another.

    Raises Unreadable, UnknownFormat, NotText, TooLong, and what a child says of a file it could not read: Damaged,
    Locked, WithoutWords, TooCostly.
    """
    called = Path(name or path.name)
    kind = called.suffix.lower()
    if kind in OPENED:
        document = _opened(path, called, OPENED[kind], folders)
        return _with_rows(document, path, called, folders) if kind == ".pdf" else document
    if kind not in FORMATS:
        raise (
            OldWord(file=called.name)
            if kind == ".doc"
            else UnknownFormat(file=called.name, known="、".join(FORMATS))
        )
    return of_text(called.stem, text_of(path), folders, is_marked=kind in MARKED)


def of_text(name: str, text: str, folders: Sequence[str] = (), *, is_marked: bool) -> Document:
    """The document in a text with marks, or in one of which each line is a paragraph."""
    if is_marked:
        return documents.of_markdown(name, text, folders)
    return documents.of_lines(name, text.splitlines(), folders)


def _opened(
    path: Path, called: Path, kind: str, folders: Sequence[str], pages: int | None = None
) -> Document:
    if not path.is_file():
        raise Unreadable(file=called.name)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        ended = runner.run(unpack.__file__, kind, path, f"{pages or ''}", limits=LIMITS, output=spool)
        if ended.cost_too_much:
            raise TooCostly(file=called.name)
        if ended.code:
            raise _BY_WORD.get(ended.words, Damaged)(file=called.name, most=LONGEST // 10_000)
        spool.seek(0)
        *lines, end = (json.loads(line) for line in spool)
    lost = {"lost": f"{end['lost']}"} if end["lost"] else {}
    return documents.of_lines(called.stem, lines, folders, **lost)


def _with_rows(document: Document, path: Path, called: Path, folders: Sequence[str]) -> Document:
    """A catalogue is its table: that is kept as rows, and the words before it as the text."""
    if not any(word in document.title for word in CATALOGUES):
        return document
    rows, begins = tables.rows_of(path)
    if not rows:
        return document
    before = _opened(path, called, "pdf", folders, begins + 1)
    return replace(before, lines=_before_the_table(before.lines, rows[0]), rows=tuple(rows))


def _before_the_table(lines: Sequence[str], row: Row) -> tuple[str, ...]:
    """Up to the line with the heads of the table, without captions that stand right above it."""
    heads = [head for head, _ in row.cells]
    squeezed = ["".join(line.split()) for line in lines]
    end = next(
        (n for n, line in enumerate(squeezed) if sum(head in line for head in heads) >= len(heads) - 1),
        len(lines),
    )
    while end and not lines[end - 1].endswith(("。", "；")):
        end -= 1
    return tuple(lines[:end])


def text_of(path: Path) -> str:
    """The characters of a text file. Raises Unreadable, NotText or TooLong."""
    try:
        content = path.read_bytes()
    except OSError as missing:
        raise Unreadable(file=path.name) from missing
    if len(content) > LONGEST * 4:
        raise TooLong(file=path.name, most=LONGEST // 10_000)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotText(file=path.name)


def is_about_the_folder(path: Path) -> bool:
    """A page that lists or introduces the documents beside it and is none itself. What cannot be read is one to refuse."""
    if path.suffix.lower() not in MARKED:
        return False
    try:
        front = text_of(path)[:600].partition("---")[2].partition("---")[0]
    except RuleBroken:
        return False
    return path.stem == "README" or "article: false" in front or "home: true" in front
