"""What the database alone costs: the rows of an import once more, by bare statements into the same tables."""

import sqlite3
import time
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from greenbridge.accounts.models import Organisation
from greenbridge.search.models import OutboxEntry
from greenbridge.suppliers.imports.services import BATCH
from greenbridge.suppliers.models import Activity, Credential, ImportEntry, Sighting, Statement, Supplier

WRITTEN = (
    Organisation,
    Supplier,
    Sighting,
    Activity,
    Credential,
    Statement,
    ImportEntry,
    OutboxEntry,
)  # by an import, a row of each or two
A_STATEMENT = 50  # rows, as ``core.bulk`` writes them


def last_ids() -> dict[str, int]:
    """The highest id of each table that an import writes."""
    return {model._meta.db_table: _last_id(model._meta.db_table) for model in WRITTEN}


def cpu_of_statements(before: dict[str, int], file: Path) -> float:
    """Processor seconds of inserting what was written after ``before`` into an empty copy of its tables.

    With all their indexes and checks, but nobody looks whether what a row points at is there. As many rows of each table
    are one transaction as an import takes at once. They are read beforehand, which is not counted.
    """
    source = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    target = sqlite3.connect(file)
    options: dict[str, Any] = settings.DATABASES["default"]["OPTIONS"]
    target.executescript(options["init_command"])
    waiting = {}
    for table, last in before.items():
        for (statement,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", [table]
        ):
            target.execute(statement)
        waiting[table] = source.execute(f"SELECT * FROM {table} WHERE id > {last}")
    seconds = 0.0
    while batches := {table: rows for table in before if (rows := waiting[table].fetchmany(BATCH))}:
        begun = time.process_time()
        with target:
            for table, rows in batches.items():
                _insert(target, table, rows)
        seconds += time.process_time() - begun
    source.close()
    target.close()
    return seconds


def _insert(target: sqlite3.Connection, table: str, rows: list[tuple[object, ...]]) -> None:
    places = f"({', '.join('?' * len(rows[0]))})"
    whole = len(rows) - len(rows) % A_STATEMENT
    for part, count in ((rows[:whole], A_STATEMENT), (rows[whole:], 1)):
        values = ([*chain.from_iterable(part[n : n + count])] for n in range(0, len(part), count))
        target.executemany(f"INSERT INTO {table} VALUES {', '.join([places] * count)}", values)


def _last_id(table: str) -> int:
    with connection.cursor() as asked:
        asked.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
        return int(asked.fetchone()[0])
