"""Tables for people's own spreadsheet programs, in which nothing ever runs as a formula."""

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from tempfile import TemporaryFile
from typing import Any

LONGEST_CELL = 32_767
PIECE = 65_536
_BEGINS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\'\t\n]")


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its columns with their widths in characters, its rows."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The .xlsx file. Every cell is text: ``=1+1`` stays four characters whatever program opens it."""
    return b"".join(workbook_in_pieces(sheets))


def workbook_in_pieces(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The same, made on the disk and read from there: however long the rows are, memory holds one of them."""
    from openpyxl import Workbook  # only here: most processes never write a sheet

    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book.create_sheet(_NOT_IN_TITLES.sub("_", writable(sheet.title))[:31] or "表"), sheet)
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield from iter(partial(file.read, PIECE), b"")


def comma_separated(sheet: Sheet) -> Iterator[bytes]:
    """The .csv file line by line, so that no memory has to hold it.

    A cell that would begin a formula, in full-width characters too, begins with an apostrophe.
    """
    yield BOM_UTF8
    for row in chain([sheet.headers], sheet.rows):
        line = io.StringIO()
        csv.writer(line).writerow([_harmless("" if value is None else str(value)) for value in row])
        yield line.getvalue().encode(errors="replace")


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_A_FORMULA) else text


def _write(page: Any, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "A2"
    page.append(_as_text(page, sheet.headers))
    for row in sheet.rows:
        page.append(_as_text(page, row))


def _as_text(page: Any, values: Iterable[object]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell

    cells = []
    for value in values:
        cell = WriteOnlyCell(page, value=writable("" if value is None else str(value))[:LONGEST_CELL])
        cell.data_type, cell.number_format = "s", "@"
        cells.append(cell)
    return cells


def writable(text: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_IN_XML.sub("", text)
