"""Spreadsheets become rows of text. The file itself is opened by a child process with limits (``unpack``)."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from greenbridge.suppliers.imports import unpack
from greenbridge.suppliers.imports.errors import ListTooLarge, ListUnreadable, QuotesOpen, TooManyRows


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A filled row: the sheet's name, the row number as the spreadsheet program shows it, the cells as text."""

    sheet: str
    number: int
    cells: list[str]


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
        yield SheetRow(*json.loads(line))


def _unpack(path: Path, kind: str, spool: IO[str]) -> None:
    command = [sys.executable, "-I", unpack.__file__, kind, str(path)]
    try:
        # Our own script with a path of our own making and a kind already checked; no shell.
        child = subprocess.run(command, stdout=spool, stderr=subprocess.PIPE, timeout=unpack.SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired as slow:
        raise ListTooLarge() from slow
    if child.returncode:
        _refuse(child.returncode, child.stderr.decode("utf-8", "replace").strip())


def _refuse(code: int, words: str) -> None:
    if code == unpack.TOO_MANY_ROWS:
        raise TooManyRows()
    if code == unpack.QUOTES_OPEN:
        raise QuotesOpen(line=words)
    # A child that ran into its memory, time or output limit dies by a signal: a negative code.
    if code == unpack.TOO_LARGE or code < 0:
        raise ListTooLarge()
    raise ListUnreadable()
