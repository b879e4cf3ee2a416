"""The small language in which settings say where something stands, so that a person can mend them without code.

``a @href >>_ <<.htm`` reads: the attribute href of the first ``a``, what follows the first ``_`` in it, up to ``.htm``.
All parts may be left out: ``>>发布时间：`` is taken from the text of the row itself. ``||`` parts what is tried in turn. In
JSON the first part is the way to a value (``result.data``). No pattern is run on a stranger's page that could run for ever.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import soupsieve
from bs4 import BeautifulSoup, Tag

from greenbridge.connectors.errors import Unreadable
from greenbridge.core.text import clean_line

MOST_LETTERS = 1_000_000  # of a page that is taken apart
MOST_TAGS, DEEPEST, MOST_UNENDED = 30_000, 1_000, 20
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_PARTS = re.compile(
    r"^(?P<place>.*?)(?:(?:^|\s)@(?P<attribute>[\w-]+))?(?:\s*>>(?P<after>.*?))?(?:\s*<<(?P<until>.*))?$"
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_QUOTED = "“”"


@dataclass(frozen=True)
class Rule:
    """One way to find something."""

    place: str
    attribute: str
    after: str
    until: str

    def cut(self, words: str) -> str:
        """What of the words is meant; nothing if ``after`` does not stand in them."""
        if self.after:
            _, found, words = words.partition(self.after)
            words = words if found else ""
        if self.until:
            words = words.partition(self.until)[0]
        return clean_line(words)


@lru_cache(maxsize=512)
def parsed(rule: str) -> tuple[Rule, ...]:
    """The ways of a rule, in their order."""
    return tuple(_parsed(way) for way in rule.split("||"))


def _parsed(way: str) -> Rule:
    found = _PARTS.match(way.strip())
    parts = found.groupdict() if found else {}
    return Rule(
        (parts.get("place") or "").strip(),
        parts.get("attribute") or "",
        (parts.get("after") or "").strip(_QUOTED + " "),
        (parts.get("until") or "").strip(_QUOTED + " "),
    )


def fault(rule: str) -> str:
    """What is wrong with a rule for HTML, in Chinese; nothing if it can be used."""
    for way in parsed(rule):
        try:
            soupsieve.compile(way.place or "*")
        except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError):
            return f"选择器“{way.place}”写法不对"
    return ""


def soup(text: str) -> BeautifulSoup:
    """The page taken apart. Raises Unreadable for one that is made to take for ever."""
    if len(text) > MOST_LETTERS:
        raise Unreadable("页面过大，不作解析")
    look = _Look()
    look.feed(text)
    if look.is_costly:
        raise Unreadable("网页不合规，不作解析")
    # BeautifulSoup warns of what looks like XML, or like an address that somebody forgot to fetch.
    plain = _DECLARATION.sub("", text)
    return BeautifulSoup(plain if "<" in plain else f"<body>{plain}</body>", "html.parser")


class _Look(HTMLParser):
    """A look at a page before it is taken apart, in time that grows with its length alone.

    Python's parser begins anew at every tag behind one that never ends: forty thousand letters of ``<a `` take it fifteen
    seconds, and a long page a day. Selectors take long on what is nested without end.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[str] = []
        self._how_many: Counter[str] = Counter()
        self._deepest = self._tags = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tags += 1
        if tag not in VOID:
            self._open.append(tag)
            self._how_many[tag] += 1
            self._deepest = max(len(self._open), self._deepest)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tags += 1

    def handle_endtag(self, tag: str) -> None:
        """Closes what was opened inside, too."""
        while self._how_many[tag]:
            closed = self._open.pop()
            self._how_many[closed] -= 1
            if closed == tag:
                return

    @property
    def is_costly(self) -> bool:
        left_over = self.rawdata.count("<")
        return left_over > MOST_UNENDED or self._tags > MOST_TAGS or self._deepest > DEEPEST


def first(node: Tag, rule: str) -> str:
    """The first words that a rule finds."""
    return next(every(node, rule), "")


def every(node: Tag, rule: str) -> Iterator[str]:
    """All words that the first way that finds any finds."""
    for way in parsed(rule):
        found = [words for words in (way.cut(_said(tag, way)) for tag in _tags(node, way)) if words]
        if found:
            yield from found
            return


def _tags(node: Tag, way: Rule) -> list[Tag]:
    return list(node.select(way.place)) if way.place else [node]


def _said(tag: Tag, way: Rule) -> str:
    if not way.attribute:
        return tag.get_text(" ")
    value = tag.get(way.attribute, "")
    return " ".join(value) if isinstance(value, list) else str(value or "")


def text_of(node: Tag) -> str:
    """The text of a part of a page, a line for each block, as a person reads it."""
    for tag in node.select("script, style, template"):
        tag.decompose()
    for tag in node.select("br"):
        tag.replace_with("\n")
    for tag in node.select("p, div, tr, li, h1, h2, h3, h4, h5, h6"):
        tag.append("\n")
    for tag in node.select("td, th"):
        tag.append(" ")
    lines = (clean_line(line) for line in node.get_text().splitlines())
    return "\n".join(line for line in lines if line)


def value(data: Any, rule: str) -> str:
    """The first value in JSON that a rule finds, as text."""
    for way in parsed(rule):
        found = at(data, way.place)
        words = way.cut("" if found is None or isinstance(found, dict | list) else str(found))
        if words:
            return words
    return ""


def at(data: Any, path: str) -> Any:
    """What stands at ``a.b.0.c``; None where there is nothing."""
    for step in filter(None, path.split(".")):
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data
