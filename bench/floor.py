"""What the database alone costs: the rows of an import once more, by bare statements into the same tables."""

import sqlite3
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from greenbridge.accounts.models import Organisation
from greenbridge.search.models import OutboxEntry
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
BATCH = 2_000
A_STATEMENT = 50  # rows, as ``core.bulk`` writes them


def last_ids() -> dict[str, int]:
    """The highest id of each table that an import writes."""
    return {model._meta.db_table: _last_id(model._meta.db_table) for model in WRITTEN}


def written_again(before: dict[str, int], file: Path) -> int:
    """Insert what was written after ``before`` into an empty copy of its tables, with all their indexes and checks.

    Returns how many rows that were. The reading is not what is measured: it costs a tenth of the writing.
    """
    source = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    target = sqlite3.connect(file)
    options: dict[str, Any] = settings.DATABASES["default"]["OPTIONS"]
    target.executescript(options["init_command"])
    count = 0
    for table, last in before.items():
        for (statement,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", [table]
        ):
            target.execute(statement)
        rows = source.execute(f"SELECT * FROM {table} WHERE id > {last}")
        while batch := rows.fetchmany(BATCH):
            with target:
                _insert(target, table, batch)
            count += len(batch)
    source.close()
    target.close()
    return count


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
