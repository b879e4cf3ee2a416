"""The page of one notice: the table 公告概要 and the numbered lines of the text give label and value.

Settings say which label means what. What a page states twice counts as it stands first: the table comes before the text,
and both before single cells of the text, which tell of one lot only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from greenbridge.connectors.adapters import finding
from greenbridge.connectors.adapters.shapes import SEVERAL, Detail
from greenbridge.connectors.errors import Unreadable
from greenbridge.core.text import clean_line

Settings = Mapping[str, Any]
Pair = tuple[str, str]

_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(]?[一二三四五六七八九十\d]{1,2}[）).．、]\s*)")
_COLON = re.compile("[:：]")
LONGEST_LABEL = 20
MOST_FILES = 50
FRAME = "srcdoc"


def from_html(text: str, settings: Settings, address: str) -> Detail:
    """Raises Unreadable where neither text nor table stand where the settings say."""
    page = finding.soup(text)
    words, names = _by_fields(page, settings.get("fields", {}))
    pairs = list(_cells(page, settings.get("pairs", "")))
    body = _body(page, settings.get("content", ""))
    inner_words, inner_names = _by_fields(body, settings.get("inner", {})) if body else ({}, {})
    files = _files(page, body, settings.get("files", ""), address)
    plain = finding.text_of(body) if body else ""
    if not plain and not pairs:
        raise Unreadable("详情页的版式变了：找不到正文和概要")
    said, said_names = by_labels([*pairs, *lines(plain)], settings.get("labels", {}))
    return Detail(
        {**inner_words, **said, **words, "text": plain}, files, {**inner_names, **said_names, **names}
    )


def from_text(text: str, labels: Mapping[str, str]) -> Detail:
    """A notice that a person pasted in."""
    words, names = by_labels(lines(text), labels)
    return Detail({**words, "text": text.strip()}, (), names)


def by_labels(
    pairs: Iterable[Pair], labels: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Fields from labels and values; several labels may mean the same field."""
    words: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    for label, value in pairs:
        name = labels.get(label, "")
        if not name or not value:
            continue
        words.setdefault(name, value)
        if name in SEVERAL:
            names.setdefault(name, []).append(value)
    return words, {name: tuple(dict.fromkeys(values)) for name, values in names.items()}


def lines(text: str) -> Iterator[Pair]:
    """``一、项目编号：X`` → (项目编号, X); a label whose value stands in the next line has that."""
    waiting = ""
    for line in text.splitlines():
        label, *rest = _COLON.split(_NUMBERED.sub("", line.strip()), maxsplit=1)
        if not rest:
            if waiting:
                yield waiting, clean_line(line)
            waiting = ""
            continue
        label, value = label.replace(" ", ""), clean_line(rest[0])
        is_label = 0 < len(label) <= LONGEST_LABEL
        waiting = label if is_label and not value else ""
        if is_label and value:
            yield label, value


def _by_fields(node: Tag, fields: Mapping[str, str]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    found = {name: tuple(dict.fromkeys(finding.every(node, rule))) for name, rule in fields.items() if rule}
    words = {name: values[0] for name, values in found.items() if values}
    return words, {name: values for name, values in found.items() if name in SEVERAL and values}


def _cells(page: BeautifulSoup, label_cells: str) -> Iterator[Pair]:
    """A cell that names something, and the cell beside it."""
    for cell in page.select(label_cells) if label_cells else ():
        beside = cell.find_next_sibling(["td", "th", "dd"])
        if isinstance(beside, Tag):
            yield (
                clean_line(cell.get_text(" ")).rstrip("：:").replace(" ", ""),
                clean_line(beside.get_text(" ")),
            )


def _body(page: BeautifulSoup, content: str) -> Tag | None:
    """The part that holds the text; that of a frame is taken out of it."""
    for way in finding.parsed(content):
        node = page.select_one(way.place) if way.place else None
        if node is None:
            continue
        inside = node.get(FRAME)
        return finding.soup(str(inside)) if inside else node
    return None


def _files(page: BeautifulSoup, body: Tag | None, rule: str, address: str) -> tuple[Pair, ...]:
    """Attachments as (name, address); links that lead to no page are none."""
    if not rule:
        return ()
    found = [*page.select(rule), *(body.select(rule) if body is not None else ())]
    links = {
        urljoin(address, str(tag.get("href", "")).strip()): clean_line(tag.get_text(" "))[:150]
        for tag in found
    }
    kept = [
        (name or "附件", link) for link, name in links.items() if link.startswith(("http://", "https://"))
    ]
    return tuple(kept[:MOST_FILES])
