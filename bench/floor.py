"""What the database alone costs: the rows of an import once more, by bare ``executemany`` into the same tables."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import connection

from greenbridge.accounts.models import Organisation
from greenbridge.search.models import OutboxEntry
from greenbridge.suppliers.models import Activity, Credential, Sighting, Supplier

WRITTEN = (
    Organisation,
    Supplier,
    Sighting,
    Activity,
    Credential,
    OutboxEntry,
)  # by an import, a row of each or so
BATCH = 2_000


def last_ids() -> dict[str, int]:
    """The highest id of each table that an import writes."""
    return {model._meta.db_table: _last_id(model._meta.db_table) for model in WRITTEN}


def written_again(before: dict[str, int], file: Path) -> int:
    """Insert what was written after ``before`` into an empty copy of its tables, with all their indexes.

    Returns how many rows that were. The reading is not what is measured: it costs a tenth of the writing.
    """
    source = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    target = sqlite3.connect(file)
    target.execute("PRAGMA journal_mode=WAL")
    target.execute("PRAGMA synchronous=FULL")
    count = 0
    for table, last in before.items():
        for (statement,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", [table]
        ):
            target.execute(statement)
        rows = source.execute(f"SELECT * FROM {table} WHERE id > {last}")
        while batch := rows.fetchmany(BATCH):
            places = ", ".join("?" * len(batch[0]))
            with target:
                target.executemany(f"INSERT INTO {table} VALUES ({places})", batch)
            count += len(batch)
    source.close()
    target.close()
    return count


def _last_id(table: str) -> int:
    with connection.cursor() as asked:
        asked.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
        return int(asked.fetchone()[0])
