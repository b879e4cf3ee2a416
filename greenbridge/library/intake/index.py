"""A collection's own list of its laws with their dates, as an SQLite file: ``law(name, publish, valid_from)``."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from greenbridge.library import naming
from greenbridge.library.intake.deducing import iso
from greenbridge.library.intake.errors import IndexUnreadable

Days = Mapping[tuple[str, str], dt.date]
"""Title as ``naming.title_key`` has it, and the day it was made public → the first day in force."""


def days(path: Path) -> Days:
    """The first days in force that the list knows. Raises IndexUnreadable."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as lines:
            rows = lines.execute("SELECT name, publish, valid_from FROM law").fetchall()
    except sqlite3.Error as broken:
        raise IndexUnreadable(file=path.name) from broken
    return {
        (naming.title_key(str(name)), str(publish)): first
        for name, publish, begins in rows
        if (first := iso(str(begins))) is not None
    }
