"""Reads the words of a Word, PDF or HTML document. Runs in a child. ``main(kind, path, pages)``; of a PDF the first pages only
where their number is given.

Prints one JSON text a line: each a paragraph, the title first where the document has one of its own. What could not be
read of a PDF is counted on the last line, ``{"lost": pages}``. Imports nothing of the platform.
"""

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

MAX_PART = 40_000_000  # bytes of the one part of a Word document that holds its words
MAX_PAGES = 2_000
MAX_CHARACTERS = 3_000_000
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNREADABLE, PROTECTED, NO_WORDS, TOO_LONG = "unreadable", "protected", "no-words", "too-long"

_BREAKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "section",
        "article",
        "td",
        "th",
        "dd",
        "dt",
        "ul",
        "ol",
        "center",
        "pre",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "nav",
        "header",
        "footer",
        "aside",
        "noscript",
        "select",
        "button",
        "template",
        "iframe",
        "svg",
    ]
)
_BEGINS = re.compile(
    r"^(?:第[零〇一二三四五六七八九十百千\d]+[编章节条]|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|"
    r"\d{1,2}(?:\.\d{1,3}){0,4}[\s．.、]|[A-Z]\.\d|附[件录则表])"
)
_PAGE_NUMBER = re.compile(r"^[-—–\s·]*(?:第\s*)?(?:\d{1,4}|[IVXivx]{1,6})(?:\s*页)?[-—–\s·]*$")
_SPACED = re.compile(
    r"(?<=[\u4e00-\u9fff，。、；：（）《》])(?<![条章节编])[ \u3000]+(?=[\d\u4e00-\u9fff])|(?<=\d)[ \u3000]+(?=[年月日条号])"
)
_ENDS = ("。", "；", "：", "！", "？", ".", ";", ":")


def main(kind: str, path: str, pages: str = "") -> str:
    try:
        if kind == "pdf":
            lines, lost = of_pdf(path, int(pages or MAX_PAGES))
        else:
            lines, lost = {"docx": of_word, "html": of_html}[kind](path)
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        OSError,
        ArithmeticError,
    ):
        return UNREADABLE  # what the parsers raise on damaged documents
    except Refused as why:
        return str(why)
    if sum(map(len, lines)) > MAX_CHARACTERS:
        return TOO_LONG
    if not any(line.strip() for line in lines):
        return NO_WORDS
    for line in lines:
        print(json.dumps(line, ensure_ascii=False))
    print(json.dumps({"lost": lost}))
    return ""


class Refused(Exception):
    """The word that says why."""


def of_word(path: str) -> tuple[list[str], int]:
    """Paragraphs, rows of tables as one line each with tabs between the cells."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("word/document.xml") as part:
            content = part.read(MAX_PART + 1)
        if len(content) > MAX_PART:
            raise Refused(TOO_LONG)
        body = ElementTree.fromstring(content).find(f"{WORD}body")
    except (
        zipfile.BadZipFile,
        ElementTree.ParseError,
        DefusedXmlException,
        NotImplementedError,
        RuntimeError,
    ) as why:
        raise Refused(UNREADABLE) from why
    return ([line for block in body for line in _of_block(block)] if body is not None else []), 0


def _of_block(block: Any) -> Iterator[str]:
    if block.tag == f"{WORD}p":
        yield from _of_paragraph(block)
    elif block.tag == f"{WORD}tbl":
        for row in block.iter(f"{WORD}tr"):
            cells = [" ".join(_all_of(cell)) for cell in row.findall(f"{WORD}tc")]
            yield "\t".join(cells)
    elif block.tag in {f"{WORD}sdt", f"{WORD}sdtContent"}:
        for inner in block:
            yield from _of_block(inner)


def _all_of(cell: Any) -> Iterator[str]:
    for paragraph in cell.iter(f"{WORD}p"):
        yield from _of_paragraph(paragraph)


def _of_paragraph(paragraph: Any) -> Iterator[str]:
    words = "".join(_of_run(node) for node in paragraph.iter())
    yield from (line.strip() for line in words.split("\n") if line.strip())


def _of_run(node: Any) -> str:
    if node.tag == f"{WORD}t":
        return node.text or ""
    return {f"{WORD}tab": " ", f"{WORD}br": "\n", f"{WORD}cr": "\n"}.get(node.tag, "")


def of_pdf(path: str, most: int) -> tuple[list[str], int]:
    """The lines of all pages, joined to paragraphs where a line only ended because the page did."""
    # Only here: to load it takes longer than to read a law in Word, and the platform itself imports our words.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return _of_pages(PdfReader(path, strict=False), most)
    except PyPdfError as why:
        raise Refused(UNREADABLE) from why


def _of_pages(reader: Any, most: int) -> tuple[list[str], int]:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused(PROTECTED)
    if len(reader.pages) > MAX_PAGES:
        raise Refused(TOO_LONG)
    pages, lost, so_far = [], 0, 0
    for page in reader.pages[:most]:
        words = _of_page(page)
        lost += words is None
        pages.append([_SPACED.sub("", line.strip()) for line in (words or "").splitlines() if line.strip()])
        so_far += len(words or "")
        if so_far > MAX_CHARACTERS:
            raise Refused(TOO_LONG)
    return list(_joined(_without_margins(pages))), lost


def _of_page(page: Any) -> str | None:
    """None for a page that cannot be read; the others still can."""
    from pypdf.errors import PdfReadError

    try:
        return str(page.extract_text())
    except (
        PdfReadError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ):
        return None


def _without_margins(pages: list[list[str]]) -> Iterator[str]:
    """Page numbers go, and what stands first or last on more than half of the pages."""
    ends = Counter(line for page in pages for line in {*page[:1], *page[-1:]})
    for page in pages:
        for place, line in enumerate(page):
            is_margin = place in {0, len(page) - 1} and len(pages) > 3 and ends[line] > len(pages) / 2
            if not is_margin and not _PAGE_NUMBER.match(line):
                yield line


def _joined(lines: Iterable[str]) -> Iterator[str]:
    lines = list(lines)
    full = _usual_length(lines)
    current = before = ""
    for line in lines:
        goes_on = not _BEGINS.match(line) and not current.endswith(_ENDS) and len(before) >= full
        if current and not goes_on:
            yield current
            current = ""
        current, before = current + line, line
    if current:
        yield current


def _usual_length(lines: list[str]) -> float:
    """From which length on a line may have ended because the page did."""
    lengths = sorted(map(len, lines))
    return lengths[len(lengths) * 9 // 10] * 0.75 if lengths else 0


def of_html(path: str) -> tuple[list[str], int]:
    """The text from the heading on; navigation, scripts and forms left out."""
    page = _Page()
    page.feed(_decoded(Path(path).read_bytes()))
    page.close()
    lines = [line for line in page.lines() if line]
    title = page.heading or re.split(r"[_|—–-]", page.title)[0].strip()
    if title in lines:
        lines = lines[lines.index(title) + 1 :]
    return ([title, *lines] if title else lines), 0


def _decoded(content: bytes) -> str:
    named = re.search(rb"charset=[\"']?([\w-]+)", content[:4096])
    for encoding in ("utf-8-sig", named[1].decode("ascii") if named else "gb18030", "gb18030"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Refused(UNREADABLE)


class _Page(HTMLParser):
    """Collects words, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.title = self.heading = ""
        self._words: list[str] = []
        self._silent = 0
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._within = tag if tag in {"title", "h1"} else self._within
        if tag in _BREAKS:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self._within = "" if tag == self._within else self._within
        if tag in _BREAKS:
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        if self._within == "title":
            self.title += data.strip()
        elif not self._silent:
            if self._within == "h1":
                self.heading += re.sub(r"\s+", " ", data).strip()
            self._words.append(re.sub(r"\s+", " ", data))

    def lines(self) -> list[str]:
        return [line.strip() for line in "".join(self._words).split("\n")]
