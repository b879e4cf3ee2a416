"""Turns a spreadsheet into lines of JSON on standard output: ``[sheet, [row numbers], [[cells] of each filled row]]``.

Runs in a child (``files.child.runner``), because a spreadsheet of one megabyte may unfold into more memory than the
whole platform has. It imports nothing of the platform. How it failed is told by its exit code.
"""

import csv
import datetime as dt
import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine

UNREADABLE, TOO_MANY_ROWS, TOO_LARGE, QUOTES_OPEN = 3, 4, 5, 6

MAX_CHARACTERS = 200_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
ROWS_A_LINE, CHARACTERS_A_LINE = 500, 500_000
EXACT_NUMBERS = 10**15  # beyond it a spreadsheet's number has lost its last digits

CSV_SHEET = "CSV"
_DELIMITERS = ",\t;"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

SheetLine = tuple[str, int, list[str]]


def main(kind: str, place: str) -> int:
    path = Path(place)
    lines = _from_xlsx(path) if kind == "xlsx" else _from_csv(path)
    try:
        return _print(lines)
    except csv.Error as wrong:
        print(wrong, file=sys.stderr)
        return QUOTES_OPEN
    except (python_calamine.CalamineError, UnicodeDecodeError, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return UNREADABLE


def _print(lines: Iterator[SheetLine]) -> int:
    count = characters = 0
    for block in _blocks(lines):
        count += len(block.numbers)
        characters += block.characters
        if count > MAX_ROWS:
            return TOO_MANY_ROWS
        if characters > MAX_CHARACTERS:
            return TOO_LARGE
        print(json.dumps([block.sheet, block.numbers, block.cells], ensure_ascii=False))
    return 0


class _Block:
    """Rows of one sheet that are written on one line: together they are read several times quicker."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.numbers: list[int] = []
        self.cells: list[list[str]] = []
        self.characters = 0

    def has_room(self, sheet: str) -> bool:
        return sheet == self.sheet and len(self.numbers) < ROWS_A_LINE and self.characters < CHARACTERS_A_LINE


def _blocks(lines: Iterator[SheetLine]) -> Iterator[_Block]:
    block = _Block("")
    for sheet, number, cells in lines:
        if not block.has_room(sheet):
            if block.numbers:
                yield block
            block = _Block(sheet)
        block.numbers.append(number)
        block.cells.append(cells)
        block.characters += sum(map(len, cells))
    if block.numbers:
        yield block


def _from_xlsx(path: Path) -> Iterator[SheetLine]:
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        for sheet in book.sheets_metadata:
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                yield from _filled(sheet.name, book.get_sheet_by_name(sheet.name).iter_rows())


def _from_csv(path: Path) -> Iterator[SheetLine]:
    text = _decoded(path.read_bytes())
    csv.field_size_limit(MAX_CELL * 10)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from _filled(CSV_SHEET, reader)
    except csv.Error as wrong:
        raise csv.Error(str(reader.line_num)) from wrong


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _filled(sheet: str, rows: Iterator[Sequence[object]] | Iterator[list[str]]) -> Iterator[SheetLine]:
    for number, row in enumerate(rows, start=1):
        cells = _texts(row[:MAX_COLUMNS])
        if any(cells):
            yield sheet, number, cells


def _texts(row: Sequence[object]) -> list[str]:
    """Every cell by ``as_text``; a row of plain texts is looked at as a whole."""
    try:
        whole = "".join(row)  # type: ignore[arg-type]  # numbers and days are met below
    except TypeError:
        return [as_text(cell) for cell in row]
    if whole.isprintable() and len(whole) <= MAX_CELL:
        return [text.strip() for text in row]  # type: ignore[attr-defined]
    return [as_text(cell) for cell in row]


def as_text(cell: object) -> str:
    """A cell as a person reads it: whole numbers without a point, days as 2026-11-23.

    Numbers that have lost digits keep the exponent (9.13E+17), so that no credit code is made up from them.
    """
    if isinstance(cell, str):
        clean = cell if cell.isprintable() else _CONTROL.sub("", cell)
        return clean[:MAX_CELL].strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        return _number(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def _number(value: float) -> str:
    if abs(value) >= EXACT_NUMBERS:
        return f"{value:.5E}"
    return str(int(value)) if float(value).is_integer() else repr(value)
