"""A spreadsheet of notices, a row each: where a site gives its list to people only, a person hands it on."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from greenbridge.connectors import rules
from greenbridge.connectors.adapters import html
from greenbridge.connectors.adapters.details import Settings
from greenbridge.connectors.adapters.linking import linked, titled
from greenbridge.connectors.adapters.shapes import Detail, Page, Row
from greenbridge.connectors.errors import Unreadable
from greenbridge.core.errors import RuleBroken
from greenbridge.core.text import clean_line
from greenbridge.suppliers.imports import reading

PACKED = b"PK\x03\x04"  # how an .xlsx begins
MOST_ROWS = 5_000
MOST_CELL = 100_000


def rows(page: Page, settings: Settings) -> list[Row]:
    """The rows below the header. Raises Unreadable where no column is called what the settings say."""
    table = list(_table(page, settings))
    if not table:
        raise Unreadable("表格是空的")
    columns = _columns(table[0], settings.get("columns", {}))
    if "title" not in columns:
        raise Unreadable("表格的列变了：找不到标题列")
    if any(len(cells) < len(table[0]) for cells in table[1:]):
        raise Unreadable("表格没有传完，最后几行缺列")
    words = [{name: cells[n] for name, n in columns.items()} for cells in table[1:]]
    return titled([Row(linked(one, settings, page.address)) for one in words if any(one.values())])


def detail(page: Page, settings: Settings, row: Row) -> Detail:
    return html.detail(page, settings, row)


def _table(page: Page, settings: Settings) -> Iterator[list[str]]:
    found = _unpacked(page.body) if page.body.startswith(PACKED) else _separated(page, settings)
    for number, cells in enumerate(found):
        if number > MOST_ROWS:
            raise Unreadable(f"表格超过 {MOST_ROWS} 行")
        if any(cells):
            yield cells


def _separated(page: Page, settings: Settings) -> Iterator[list[str]]:
    text = rules.decoded(page.body, page.media_type)
    if text.lstrip()[:1] == "<":
        html.turned_away(text, settings)
        raise Unreadable("应答是网页，不是表格")
    csv.field_size_limit(MOST_CELL)
    try:
        for cells in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True):
            yield [clean_line(cell) for cell in cells]
    except csv.Error as wrong:
        raise Unreadable("表格没有传完，或引号没有成对") from wrong


def _unpacked(body: bytes) -> list[list[str]]:
    """An .xlsx is opened by a child with limits, as the list imports do it."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(body)
        file.flush()
        try:
            with reading.opened(Path(file.name), "xlsx") as table:
                found = [list(row.cells) for row in table()]
        except RuleBroken as refusal:
            raise Unreadable(str(refusal).rstrip("。")) from refusal
    width = max((len(cells) for cells in found), default=0)
    return [cells + [""] * (width - len(cells)) for cells in found]


def _columns(header: Sequence[str], named: dict[str, Sequence[str]]) -> dict[str, int]:
    """Which field stands in which column, by any of its names."""
    places = {name.strip(): n for n, name in reversed(list(enumerate(header)))}
    return {
        field: next(places[name] for name in names if name in places)
        for field, names in named.items()
        if any(name in places for name in names)
    }
