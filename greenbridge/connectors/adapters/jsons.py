"""Lists that are JSON, and the pages behind them, which are JSON with HTML inside or HTML."""

import json
from typing import Any

from greenbridge.connectors import rules
from greenbridge.connectors.adapters import details, finding, html
from greenbridge.connectors.adapters.details import Settings
from greenbridge.connectors.adapters.linking import linked, titled
from greenbridge.connectors.adapters.shapes import Detail, Page, Row
from greenbridge.connectors.errors import Unreadable


def rows(page: Page, settings: Settings) -> list[Row]:
    """The entries of a list. Raises Unreadable where there is no list at the place that the settings name."""
    found = finding.at(_data(page, settings), settings["rows"])
    if not isinstance(found, list):
        raise Unreadable("接口的结构变了：找不到列表")
    entries = [
        {name: finding.value(entry, rule) for name, rule in settings.get("fields", {}).items()}
        for entry in found
    ]
    return titled([Row(linked(words, settings, page.address)) for words in entries])


def detail(page: Page, settings: Settings, row: Row) -> Detail:
    said = settings.get("detail") or {}
    if not said.get("html"):
        return html.detail(page, settings, row)
    data = _data(page, settings)
    inner = finding.at(data, said["html"])
    if not isinstance(inner, str) or not inner.strip():
        raise Unreadable("接口的结构变了：找不到公告正文")
    # The text is the whole of what the reply holds.
    read = details.from_html(f"<main>{inner}</main>", {**said, "content": "main", "fields": {}}, page.address)
    words = {name: finding.value(data, rule) for name, rule in said.get("fields", {}).items()}
    return Detail({**read.words, **{name: one for name, one in words.items() if one}}, read.files, read.names)


def named(page: Page, settings: Settings, place: str) -> str:
    """One word of a reply, such as the address of a file. Raises Unreadable where it is not there."""
    found = finding.at(_data(page, settings), place)
    if not isinstance(found, str) or not found:
        raise Unreadable("接口的结构变了：找不到文件的网址")
    return found


def _data(page: Page, settings: Settings) -> Any:
    text = rules.decoded(page.body, page.media_type)
    if not text.strip():
        raise Unreadable("应答是空的")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as wrong:
        html.turned_away(text, settings)
        raise Unreadable("应答不是完整的 JSON") from wrong
