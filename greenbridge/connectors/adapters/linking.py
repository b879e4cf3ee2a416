"""What every list needs: the full address of an entry, its number, and that entries without a title are seen."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from greenbridge.connectors.adapters.shapes import Row
from greenbridge.connectors.errors import Unreadable

LONGEST_ID = 100


def linked(words: Mapping[str, str], settings: Mapping[str, Any], page: str) -> dict[str, str]:
    """The words with the full address of the entry; without a number of its own it has that of its address."""
    known = {name: value for name, value in words.items() if value}
    link = known.get("address", "")
    if template := settings.get("link", ""):
        link = template.replace("{id}", quote(known.get("id", ""), safe=""))
    if link:
        known["address"] = urljoin(page, link)
    if "id" not in known and link:
        parts = urlsplit(known["address"])
        known["id"] = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if "id" in known:
        known["id"] = known["id"][-LONGEST_ID:]
    return known


def titled(rows: list[Row]) -> list[Row]:
    """The rows, unless none of them has a title: then the layout is another."""
    if rows and not any(row.get("title") for row in rows):
        raise Unreadable("列表的版式变了：有条目，找不到标题")
    return rows
