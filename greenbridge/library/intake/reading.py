"""From a file to a document, by its format."""

from collections.abc import Sequence
from pathlib import Path

from greenbridge.core.errors import RuleBroken
from greenbridge.library.intake import documents
from greenbridge.library.intake.documents import Document
from greenbridge.library.intake.errors import NotText, TooLong, UnknownFormat, Unreadable

LONGEST = 3_000_000  # characters; the longest code of law has a tenth of it
FORMATS = (".md", ".markdown", ".txt")


def read(path: Path, folders: Sequence[str] = ()) -> Document:
    """The document in a file. Raises Unreadable, UnknownFormat, NotText or TooLong."""
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise UnknownFormat(file=path.name, known="、".join(FORMATS))
    text = text_of(path)
    if kind == ".txt":
        return documents.of_lines(path.stem, text.splitlines(), folders)
    return documents.of_markdown(path.stem, text, folders)


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
    try:
        front = text_of(path)[:600].partition("---")[2].partition("---")[0]
    except RuleBroken:
        return False
    return path.stem == "README" or "article: false" in front or "home: true" in front
