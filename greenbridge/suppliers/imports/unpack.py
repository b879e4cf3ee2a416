"""Turns a spreadsheet into text on standard output, some filled rows at a time, on two lines.

The first is JSON, ``[sheet, [row numbers]]``, the second holds the cells between ``CELL``, ``ROW`` and, for a line break
within a cell, ``BREAK``: no cell keeps such a character. So rows can be counted without being read.

Runs in a child (``files.child.runner``), because a spreadsheet of one megabyte may unfold into more memory than the
whole platform has. It imports nothing of the platform. How it failed is told by its exit code.
"""

import csv
import datetime as dt
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import python_calamine

UNREADABLE, TOO_MANY_ROWS, TOO_LARGE, QUOTES_OPEN = 3, 4, 5, 6

MAX_CHARACTERS = 200_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
ROWS_A_LINE, CHARACTERS_A_LINE = 250, 500_000
BREAK, ROW, CELL = "\x1d", "\x1e", "\x1f"
EXACT_NUMBERS = 10**15  # beyond it a spreadsheet's number has lost its last digits

CSV_SHEET = "CSV"
_DELIMITERS = ",\t;"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

Rows = Iterator[Sequence[object]]
Merged = tuple[tuple[int, int], tuple[int, int]]  # (first row, first column), (last row, last column), from 0


def main(kind: str, place: str) -> int:
    path = Path(place)
    sheets = _from_xlsx(path) if kind == "xlsx" else _from_csv(path)
    try:
        return _print(sheets)
    except csv.Error as wrong:
        print(wrong, file=sys.stderr)
        return QUOTES_OPEN
    except (python_calamine.CalamineError, UnicodeDecodeError, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return UNREADABLE


def _print(sheets: Iterator[tuple[str, Rows]]) -> int:
    count = characters = 0
    for sheet, rows in sheets:
        for numbers, texts in _blocks(rows):
            count += len(numbers)
            characters += sum(map(len, texts))
            if count > MAX_ROWS:
                return TOO_MANY_ROWS
            if characters > MAX_CHARACTERS:
                return TOO_LARGE
            print(json.dumps([sheet, numbers], ensure_ascii=False))
            print(ROW.join(texts).replace("\n", BREAK))
    return 0


def _blocks(rows: Rows) -> Iterator[tuple[list[int], list[str]]]:
    """The numbers of some filled rows and their texts: together they are worked on several times quicker."""
    numbered = enumerate(rows, start=1)
    while together := list(islice(numbered, ROWS_A_LINE)):
        cells = _texts([row[:MAX_COLUMNS] for _, row in together])
        filled = [
            (number, CELL.join(row)) for (number, _), row in zip(together, cells, strict=True) if any(row)
        ]
        yield from _short_enough(filled)


def _short_enough(filled: list[tuple[int, str]]) -> Iterator[tuple[list[int], list[str]]]:
    if len(filled) > 1 and sum(len(text) for _, text in filled) > CHARACTERS_A_LINE:
        half = len(filled) // 2
        yield from _short_enough(filled[:half])
        yield from _short_enough(filled[half:])
    elif filled:
        yield [number for number, _ in filled], [text for _, text in filled]


def _from_xlsx(path: Path) -> Iterator[tuple[str, Rows]]:
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        for sheet in book.sheets_metadata:
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                opened = book.get_sheet_by_name(sheet.name)
                left = opened.start[1] if opened.start else 0
                yield sheet.name, _filled_down(opened.iter_rows(), opened.merged_cell_ranges or (), left)


def _filled_down(rows: Iterable[Sequence[object]], merged: Iterable[Merged], left: int) -> Rows:
    """What a merged cell says holds for every row that it stands beside; a row of which nothing else is filled stays empty.

    ``left``: the first column that holds anything. Rows begin there, merged cells are counted from the edge of the sheet.
    """
    begins: dict[int, list[tuple[int, int]]] = {}
    for (first, column), (last, _) in merged:
        if first < last and 0 <= column - left < MAX_COLUMNS:
            begins.setdefault(first, []).append((column - left, last))
    return _said_again(rows, begins) if begins else iter(rows)


def _said_again(rows: Iterable[Sequence[object]], begins: Mapping[int, list[tuple[int, int]]]) -> Rows:
    """``begins``: row → (column, last row) of the cells that are merged from there on, all counted from 0."""
    holds: dict[int, tuple[object, int]] = {}
    for number, row in enumerate(rows):
        holds = {column: (cell, last) for column, (cell, last) in holds.items() if number <= last}
        if holds and any(cell != "" for cell in row):
            yield [holds[at][0] if at in holds else cell for at, cell in enumerate(row)]
        else:
            yield row
        holds |= {column: (row[column], last) for column, last in begins.get(number, ()) if column < len(row)}


def _from_csv(path: Path) -> Iterator[tuple[str, Rows]]:
    text = _decoded(path.read_bytes())
    csv.field_size_limit(MAX_CELL * 10)
    yield CSV_SHEET, _lines(text)


def _lines(text: str) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from reader
    except csv.Error as wrong:
        raise csv.Error(str(reader.line_num)) from wrong


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _delimiter(text: str) -> str:
    first = next(filter(str.strip, io.StringIO(text)), "")
    return max(_DELIMITERS, key=first.count)


def _texts(rows: list[Sequence[object]]) -> list[Sequence[str]]:
    """Every cell by ``as_text``; rows of plain texts are looked at as a whole."""
    try:
        joined = ["".join(row) for row in rows]  # type: ignore[arg-type]  # numbers and days are met below
    except TypeError:
        joined = []
    whole = "".join(joined)
    if not joined or not whole.isprintable() or max(map(len, joined)) > MAX_CELL:
        return [[*map(as_text, row)] for row in rows]
    if " " in whole:
        return [[text.strip() for text in row] for row in rows]  # type: ignore[attr-defined]
    return rows  # type: ignore[return-value]


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
