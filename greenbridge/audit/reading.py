"""Reading the trail for its verification: raw rows, because a million of them as objects would take minutes."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from greenbridge.audit import chain
from greenbridge.audit.models import AuditRecord

Row = tuple[int, str, list[bytes]]
CHUNK = 2_000
_TABLE = AuditRecord._meta.db_table

# How each database gives back the very bytes that were sealed.
_SQL = {
    "sqlite": {
        "at": "CASE length(at) WHEN 19 THEN at || '.000000' ELSE at END",
        "text": "CAST({} AS BLOB)",
    },
    "postgresql": {
        "at": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        "text": "CAST({} AS text)",
    },
}


def rows() -> Iterator[Row]:
    """Number, seal and sealed parts of all records, in the order of their numbers."""
    with connection.cursor() if connection.vendor == "sqlite" else connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT id, seal, {_columns()} FROM {_TABLE} ORDER BY {_TABLE}.id")  # noqa: S608 — our own names
        while chunk := cursor.fetchmany(CHUNK):
            for row in chunk:
                yield row[0], row[1], _bytes(row[2:])


def _columns() -> str:
    how = _SQL[connection.vendor]
    return ", ".join(how["text"].format(_column(name, how)) for name in ("id", *chain.FIELDS))


def _column(name: str, how: dict[str, str]) -> str:
    value = how.get(name, name)
    return f"CASE WHEN {value} IS NULL THEN '' ELSE '=' || {value} END" if name in chain.OPTIONAL else value


def _bytes(values: tuple[Any, ...]) -> list[bytes]:
    """SQLite hands out bytes; what is not text at all can never have been sealed."""
    return [value if isinstance(value, bytes) else str(value).encode() for value in values]
