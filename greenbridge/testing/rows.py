"""Rows kept in memory as the statements that lay them again, values and all."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

Statement = tuple[str, list[Any] | None]
Row = tuple[Any, ...]


def of(table: Any) -> list[Row]:
    """The rows of a table, which is named by the ``_meta`` of its model."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(table)} FROM {_name(table)}")
        rows: list[Row] = cursor.fetchall()
    return rows


def inserting(table: Any, rows: list[Row]) -> Statement:
    """One statement for all rows of a table."""
    marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
    return f"INSERT INTO {_name(table)} ({_columns(table)}) VALUES {marks}", [
        value for row in rows for value in row
    ]


def deleting(table: Any, rows: list[Row]) -> Statement:
    """One statement that takes rows away, each known by its key."""
    marks = ", ".join(["%s"] * len(rows))
    key = connection.ops.quote_name(table.pk.column)
    place = _fields(table).index(table.pk)
    return f"DELETE FROM {_name(table)} WHERE {key} IN ({marks})", [row[place] for row in rows]


def in_table(name: str) -> list[Row]:
    """The rows of a table by its own name, in the order of its first column."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} ORDER BY 1")
        rows: list[Row] = cursor.fetchall()
    return rows


def filled(tables: Iterable[str]) -> list[str]:
    """Those of the tables that hold a row."""
    asked = (
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})" for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]


def empty(tables: Iterable[str]) -> None:
    """Take away all rows of tables, in any order: what refers to what is asked at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def at_once(statements: list[Statement]) -> list[Statement]:
    """Where the database takes several statements at once they are one, with the values written into it."""
    if connection.vendor != "postgresql":
        return statements
    own: Any = connection.ops
    return [(";".join(own.compose_sql(text, values) for text, values in statements), None)]


def lay(statements: list[Statement]) -> None:
    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)


def _columns(table: Any) -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in _fields(table))


def _fields(table: Any) -> list[Any]:
    return [field for field in table.local_concrete_fields if not field.generated]


def _name(table: Any) -> str:
    return connection.ops.quote_name(table.db_table)
