"""A page of a collection that lists documents with what is known of each: number, days, issuer, status. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from greenbridge.core.text import standard_numbers
from greenbridge.library.intake.documents import Document
from greenbridge.library.issuers import canonical, is_known

_ENTRY = re.compile(r"^#{2,4}\s+\[(?P<title>[^\]]+)\]\((?P<link>[^)\s]+)\)")
_BADGE = re.compile(r'<Badge\s+text="([^"]*)"')
_BEGINS = re.compile(r"(\d{4}/\d{1,2}/\d{1,2})\s*(?:起)?施行")
_MADE = re.compile(r"(\d{4}/\d{1,2}/\d{1,2})\s*(?:公布|发布)")
_ENDS = re.compile(r"有效期至\s*(\d{4}/\d{1,2}/\d{1,2})")
_STATUS = ("有效", "失效", "废止", "尚未生效", "已修改")
_NUMBERED = re.compile(r"\d+\s*号$")


@dataclass(frozen=True)
class Entry:
    """One document of the list: where it lies, and facts by name as ``Document.facts`` has them."""

    title: str
    link: str
    facts: Mapping[str, str]

    @property
    def stem(self) -> str:
        """By which the page of its own is called."""
        return self.link.rstrip("/").rpartition("/")[2].partition(".")[0]

    def document(self) -> Document:
        """What can be taken in where the document has no page of its own."""
        return Document(self.stem, self.title, (), self.history, (), self.facts)

    @property
    def history(self) -> str:
        return f"来源载明：{self.facts['status']}。" if "status" in self.facts else ""


def entries(text: str) -> list[Entry]:
    """The documents that a page lists; none on any other page."""
    return list(_entries(text))


def _entries(text: str) -> Iterator[Entry]:
    title = link = ""
    badges: list[str] = []
    for line in [*text.splitlines(), "## [](-)"]:
        if heading := _ENTRY.match(line):
            yield from _entry(title, link, badges)
            title, link, badges = heading["title"], heading["link"], []
        elif line.startswith("## [](") or not title:
            yield from _entry(title, link, badges)
            title = ""
        else:
            badges += _BADGE.findall(line)


def _entry(title: str, link: str, badges: list[str]) -> Iterator[Entry]:
    if title and badges:
        yield Entry(title.strip(), link, dict(_facts(badges)))


def _facts(badges: list[str]) -> Iterator[tuple[str, str]]:
    issuers = []
    for badge in badges:
        if found := _BEGINS.search(badge):
            yield "effective", found[1]
        elif found := _ENDS.search(badge):
            yield "expires", found[1]
        elif found := _MADE.search(badge):
            yield "promulgated", found[1]
        elif badge in _STATUS:
            yield "status", badge
        elif standard_numbers(badge) or _NUMBERED.search(badge):
            yield "number", badge
        elif is_known(canonical(badge)):
            issuers.append(badge)
    if issuers:
        yield "author", "、".join(issuers)
