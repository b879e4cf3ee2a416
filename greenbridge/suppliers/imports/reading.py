"""Spreadsheets become rows of text. The file itself is opened by a child process with limits (``unpack``)."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby, islice, repeat
from operator import itemgetter, methodcaller
from pathlib import Path
from typing import IO, NamedTuple

from greenbridge.core import bulk
from greenbridge.files.child import runner
from greenbridge.suppliers.imports import unpack
from greenbridge.suppliers.imports.errors import ListTooLarge, ListUnreadable, QuotesOpen, TooManyRows


class SheetRow(NamedTuple):
    """A filled row: the sheet's name, the row number as the spreadsheet program shows it, the cells as text."""

    sheet: str
    number: int
    cells: list[str]


LIMITS = runner.Limits(seconds=60, megabytes=1536, output_megabytes=1024)


class Rows:
    """The rows of an opened list, called for as often as one likes."""

    def __init__(self, spool: IO[str]) -> None:
        self._spool = spool

    def __call__(self) -> Iterator[SheetRow]:
        for sheet, numbers, cells in self._blocks():
            yield from _rows(sheet, numbers, cells)

    def sheets(self, first: int) -> Iterator[tuple[str, list[SheetRow], int]]:
        """Each sheet with its first rows and how many it has; the others are counted without being read."""
        for sheet, blocks in groupby(self._blocks(), key=itemgetter(0)):
            begin: list[SheetRow] = []
            count = 0
            for _, numbers, cells in blocks:
                count += len(numbers)
                if len(begin) < first:
                    begin += islice(_rows(sheet, numbers, cells), first - len(begin))
            yield sheet, begin, count

    def _blocks(self) -> Iterator[tuple[str, list[int], str]]:
        self._spool.seek(0)
        for head in iter(self._spool.readline, ""):
            sheet, numbers = json.loads(head)
            yield sheet, numbers, self._spool.readline().removesuffix("\n")


def _rows(sheet: str, numbers: list[int], cells: str) -> Iterator[SheetRow]:
    rows = cells.replace(unpack.BREAK, "\n").split(unpack.ROW)
    return map(_sheet_row, zip(repeat(sheet), numbers, map(_split, rows)))


_split = methodcaller("split", unpack.CELL)
_sheet_row = bulk.maker(SheetRow)


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Rows]:
    """The rows of a list that ``files.services.check`` has let in; may be read through several times.

    They wait in a temporary file, so that a list of 200,000 rows never stands in memory.
    Raises ListUnreadable, ListTooLarge, TooManyRows or QuotesOpen.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        _unpack(path, kind, spool)
        yield Rows(spool)


def _unpack(path: Path, kind: str, spool: IO[str]) -> None:
    ended = runner.run(unpack.__file__, kind, path, limits=LIMITS, output=spool)
    if ended.cost_too_much:
        raise ListTooLarge()
    if ended.code:
        _refuse(ended)


def _refuse(ended: runner.Ended) -> None:
    if ended.code == unpack.TOO_MANY_ROWS:
        raise TooManyRows()
    if ended.code == unpack.QUOTES_OPEN:
        raise QuotesOpen(line=ended.words)
    if ended.code == unpack.TOO_LARGE:
        raise ListTooLarge()
    raise ListUnreadable()
