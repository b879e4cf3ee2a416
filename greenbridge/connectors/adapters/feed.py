"""RSS and Atom. Everything stands in the feed; the page behind an entry is read where settings say how."""

from collections.abc import Iterator
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from greenbridge.connectors import rules
from greenbridge.connectors.adapters import finding, html
from greenbridge.connectors.adapters.details import Settings
from greenbridge.connectors.adapters.linking import linked, titled
from greenbridge.connectors.adapters.shapes import Detail, Page, Row
from greenbridge.connectors.errors import Unreadable
from greenbridge.core.text import clean_line

NAMES = {
    "title": ("title",),
    "address": ("link",),
    "id": ("guid", "id"),
    "published": ("pubDate", "published", "updated", "date"),
    "text": ("encoded", "content", "description", "summary"),
    "buyer": ("author", "creator"),
}
"""By which elements, without their namespaces, a feed says what; the first that is there counts."""


def rows(page: Page, settings: Settings) -> list[Row]:
    """The entries of a feed. Raises Unreadable for what is none, was cut off, or defines entities of its own."""
    root = _root(page, settings)
    entries = [node for node in root.iter() if _name(node) in {"item", "entry"}]
    return titled([Row(linked(dict(_words(entry)), settings, page.address)) for entry in entries])


def detail(page: Page, settings: Settings, row: Row) -> Detail:
    return html.detail(page, settings, row)


def _root(page: Page, settings: Settings) -> Any:
    """The outermost element, of defusedxml's making."""
    text = rules.decoded(page.body, page.media_type)
    if not text.strip():
        raise Unreadable("应答是空的")
    declared = text.lstrip("\ufeff \r\n\t")
    if declared.startswith("<?xml"):
        declared = declared.partition("?>")[2]  # its encoding has been heeded
    try:
        root = fromstring(declared.strip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as wrong:
        html.turned_away(text, settings)
        raise Unreadable("应答不是完整的 RSS 或 Atom") from wrong
    if _name(root) not in {"rss", "feed", "RDF"}:
        html.turned_away(text, settings)
        raise Unreadable("应答不是 RSS 或 Atom")
    return root


def _name(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _words(entry: Any) -> Iterator[tuple[str, str]]:
    children: dict[str, Any] = {}
    for child in entry:
        children.setdefault(_name(child), child)
    for field, names in NAMES.items():
        node = next((children[name] for name in names if name in children), None)
        if node is not None:
            said = "".join(node.itertext()).strip() or node.get("href", "")
            yield field, finding.text_of(finding.soup(said)) if field == "text" else clean_line(said)
