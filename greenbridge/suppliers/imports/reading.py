"""Spreadsheets become rows of text. The file itself is opened by a child process with limits (``unpack``)."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import IO, NamedTuple

from greenbridge.files.child import runner
from greenbridge.suppliers.imports import unpack
from greenbridge.suppliers.imports.errors import ListTooLarge, ListUnreadable, QuotesOpen, TooManyRows


class SheetRow(NamedTuple):
    """A filled row: the sheet's name, the row number as the spreadsheet program shows it, the cells as text."""

    sheet: str
    number: int
    cells: list[str]


LIMITS = runner.Limits(seconds=60, megabytes=1536, output_megabytes=1024)

Rows = Callable[[], Iterator[SheetRow]]


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Rows]:
    """The rows of a list that ``files.services.check`` has let in; may be read through several times.

    They wait in a temporary file, so that a list of 200,000 rows never stands in memory.
    Raises ListUnreadable, ListTooLarge, TooManyRows or QuotesOpen.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        _unpack(path, kind, spool)
        yield lambda: _rows(spool)


def _rows(spool: IO[str]) -> Iterator[SheetRow]:
    spool.seek(0)
    for line in iter(spool.readline, ""):
        sheet, numbers, cells = json.loads(line)
        yield from map(SheetRow._make, zip(repeat(sheet), numbers, cells))


def _unpack(path: Path, kind: str, spool: IO[str]) -> None:
    ended = runner.run(unpack.__file__, kind, str(path), limits=LIMITS, output=spool)
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
