"""A document as it lies there, before anybody asks what it says: its words, its name, what stands around it. Pure."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from greenbridge.core.text import clean_text
from greenbridge.library.catalogues.rules import Row

SPACES = " \t\u3000\u2003\u2002\xa0\u200b\ufeff"
# What is known of the making of a text: dates with what was done on them.
EVENT = re.compile(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日")
_FRONT = re.compile(r"\A﻿?---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_INFO_ENDS = "<!-- INFO END -->"
_HEADING = re.compile(r"^#{1,6}\s+")
# None of these looks further than the next sign of its own kind: a line of a million brackets takes no time.
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>|<!--(?:(?!<!--).)*?-->", re.DOTALL)
_LINE_ENDS = re.compile(r"<br\s*/?>\s*|</p>|</tr>|</li>|</h\d>|</div>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^)\[]*\)")
_BRACES = re.compile(r"\{[a-z]+=[^{}]*\}")
_FILE = re.compile(r"/[\w/.%-]{1,300}\.pdf")
_ADDRESS = re.compile(r"https?://[^\s<>\")]+")
_BARE_LINE = re.compile(r"^(?:-{3,}|\*{3,}|:mag:.*)$")
_FENCE = re.compile(r"^:{3,}\s*(\w+)?\s*(.*)$")
_END_OF_TITLE = re.compile(r"^[（(](?:\d{4}\s*年?\s*[版本]|试行|暂行)[）)]$")
_HISTORY_WORDS = re.compile(r"通过|批准|公布|发布|修订|修正|修改|施行")
FIRST_UNIT = re.compile(r"^第[零〇○一二两三四五六七八九十百千\d]+(?:编|章|条)|^目\s*录$")


@dataclass(frozen=True)
class Document:
    """``lines`` are its paragraphs, one each, without title and history; ``facts`` what was stated beside them, by name;
    ``rows`` those of the table that a catalogue is."""

    name: str
    title: str
    lines: tuple[str, ...]
    history: str = ""
    folders: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    source_url: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def of_markdown(name: str, text: str, folders: Iterable[str] = ()) -> Document:
    """A text in markdown with or without front matter, containers (``::: tip``) and HTML paragraphs."""
    text = clean_text(text)
    front = _front(text)
    if named := _FILE.search(text):
        front["file"] = named[0]
    body = _FRONT.sub("", text)
    blocks = list(_blocks(body))
    title, history, lines = _parted([line for kind, line in blocks if not kind], _INFO_ENDS in body)
    told = [line for kind, line in blocks if kind == "history"]
    if "file" in front and not any(FIRST_UNIT.match(line) for line in lines):
        lines = []  # a page that only shows the PDF, with a few words about it
    address = next(
        (found[0] for kind, line in blocks if kind == "source" and (found := _ADDRESS.search(line))), ""
    )
    return Document(
        name,
        front.get("title") or title,
        tuple(lines),
        "\n".join(told or history),
        tuple(folders),
        front,
        address,
    )


def of_lines(name: str, lines: Iterable[str], folders: Iterable[str] = (), **facts: str) -> Document:
    """A text of which only the paragraphs are known: the first is its title."""
    title, history, rest = _parted(
        [plain for line in lines if (plain := clean_text(line).strip(SPACES))], False
    )
    return Document(name, title, tuple(rest), "\n".join(history), tuple(folders), facts)


def plain(line: str) -> str:
    """A line of markdown or HTML without its marks."""
    line = _LINK.sub(r"\1", _BRACES.sub("", _TAGS.sub("", line)))
    return html.unescape(_HEADING.sub("", line).replace("**", "")).strip(SPACES)


def _front(text: str) -> dict[str, str]:
    """``key: value`` lines; a list below a key becomes one value with spaces."""
    found: dict[str, str] = {}
    key = ""
    for line in (match[1] if (match := _FRONT.match(text)) else "").splitlines():
        if pair := re.match(r"^(\w+):\s*(.*)$", line):
            key, found[pair[1]] = pair[1], pair[2].strip(" '\"")
        elif key and (item := re.match(r"^\s+-\s+(.*)$", line)):
            found[key] = f"{found[key]} {item[1].strip()}".strip()
    return found


def _blocks(body: str) -> Iterator[tuple[str, str]]:
    """Each line with what it belongs to: nothing for the text, ``history``, ``source``, or ``-`` for what is no text."""
    kind = ""
    for written in _LINE_ENDS.sub("\n", body).splitlines():
        if fence := _FENCE.match(written.strip()):
            kind = _kind_of(fence[1], fence[2])
            continue
        if written.strip() == _INFO_ENDS:
            yield "", _INFO_ENDS
            continue
        line = written.strip() if kind == "source" else _heading_or_plain(written)
        if line and not _BARE_LINE.match(line):
            yield kind, line


def _kind_of(word: str | None, caption: str) -> str:
    if word is None or word in {"right", "center", "note"}:
        return ""
    if "修订信息" in caption:
        return "history"
    return "source" if "原文链接" in caption else "-"


def _heading_or_plain(written: str) -> str:
    """The mark of the first heading is kept: it is the title."""
    line = plain(written)
    return f"# {line}" if line and written.startswith("# ") else line


def _parted(lines: list[str], is_marked: bool) -> tuple[str, list[str], list[str]]:
    """Title, history, text. The mark tells where the history ends; else it is the lines of dates before the first article."""
    title = ""
    if lines and (lines[0].startswith("# ") or not FIRST_UNIT.match(lines[0])):
        title, lines = lines[0].removeprefix("# "), lines[1:]
    if lines and _END_OF_TITLE.match(lines[0]):
        title, lines = title + lines[0], lines[1:]
    if is_marked:
        end = lines.index(_INFO_ENDS)
        return title, lines[:end], lines[end + 1 :]
    history: list[str] = []
    rest: list[str] = []
    is_before = True
    for line in lines:
        is_before = is_before and not FIRST_UNIT.match(line)
        told = is_before and EVENT.search(line) and _HISTORY_WORDS.search(line) and _is_aside(line)
        (history if told else rest).append(line)
    return title, history, rest


def _is_aside(line: str) -> bool:
    return line.startswith(("（", "(")) or EVENT.match(line) is not None
