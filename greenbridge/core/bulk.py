"""Many rows at once without model instances: ``executemany`` on SQLite, ``COPY`` on PostgreSQL.

Several times quicker than ``bulk_create`` and as far from the model: no ``save``, no signals, no validation beyond
the database's own. A row is a tuple of what differs from row to row; ``always`` is what all rows share. Columns
are named as on the instance (``region_id``); those left out get the model's default. A JSON column takes its text.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

from greenbridge.core import stamps

Row = Sequence[Any]
Model = type[models.Model]
NOTHING: Mapping[str, Any] = {}


def new_ids(model: Model, count: int) -> list[int]:
    """Ids that no other row has had or will get. Refuses to run outside a transaction, which keeps others out."""
    if not connection.in_atomic_block:
        raise RuntimeError("new_ids belongs inside the transaction that uses them")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = next(iter(cursor.fetchall()), (0,))[0]
    return list(range(last + 1, last + 1 + count))


def present(model: Model, column: str, values: Sequence[str]) -> set[str]:
    """Which of the texts stand in an indexed column. One parameter, where ``__in`` would write one for each of them."""
    field, table = _quoted(column), _quoted(model._meta.db_table)
    is_postgres = connection.vendor == "postgresql"
    among = "= ANY(%s)" if is_postgres else "IN (SELECT value FROM json_each(%s))"
    with connection.cursor() as cursor:
        given = [*values] if is_postgres else json.dumps([*values])
        cursor.execute(f"SELECT {field} FROM {table} WHERE {field} {among}", [given])  # noqa: S608 — names of our own
        return {text for (text,) in cursor.fetchall()}


def insert(
    model: Model, columns: Sequence[str], rows: Iterable[Row], *, always: Mapping[str, Any] = NOTHING
) -> None:
    """Store rows that are not there yet. Raises IntegrityError where one is."""
    layout = _Layout(model, columns, always)
    if connection.vendor == "postgresql":
        _copy(layout.table, layout.names, layout.laid_out(rows))
        stamps.notice(layout.insert_into, connection.alias)
        return
    with connection.cursor() as cursor:
        cursor.executemany(f"{layout.insert_into} VALUES ({layout.places})", layout.laid_out(rows))


def upsert(
    model: Model,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    unique: Sequence[str],
    update: Sequence[str] = (),
    always: Mapping[str, Any] = NOTHING,
) -> None:
    """Store rows; where one with the same ``unique`` columns is there, set its ``update`` columns, or leave it."""
    layout = _Layout(model, columns, always)
    changes = ", ".join(f"{name} = excluded.{name}" for name in map(_quoted, update))
    conflict = f"ON CONFLICT ({', '.join(map(_quoted, unique))}) DO " + (
        f"UPDATE SET {changes}" if changes else "NOTHING"
    )
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(
                f"{layout.insert_into} VALUES ({layout.places}) {conflict}", layout.laid_out(rows)
            )
            return
        # The psycopg cursor behind Django's: what is only staged is no change that anybody sees.
        cursor.cursor.execute(f"CREATE TEMP TABLE staged AS {layout.select} {layout.table} WITH NO DATA")
        _copy("staged", layout.names, layout.laid_out(rows))
        cursor.execute(f"{layout.insert_into} {layout.select} staged {conflict}")
        cursor.cursor.execute("DROP TABLE staged")


def delete(model: Model, column: str, values: Sequence[int]) -> None:
    """Delete the rows with one of these numbers in a column, and nothing that hangs on them."""
    among = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    table, field = _quoted(model._meta.db_table), _quoted(column)
    with connection.cursor() as cursor:
        given = [*values] if connection.vendor == "postgresql" else json.dumps([*values])
        cursor.execute(f"DELETE FROM {table} WHERE {field} {among}", [given])  # noqa: S608 — names of our own


class _Layout:
    """The columns of a statement: those given, those shared, those left to their defaults."""

    def __init__(self, model: Model, columns: Sequence[str], always: Mapping[str, Any]) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self._moments = [n for n, name in enumerate(columns) if _is_adapted(fields[name])]
        rest = [f for name, f in fields.items() if name not in columns and not f.primary_key]
        self._shared = tuple(
            f.get_db_prep_save(always.get(f.attname, f.get_default()), connection) for f in rest
        )
        self.names = [str(field.column) for field in (*map(fields.__getitem__, columns), *rest)]
        self.table, listed = _quoted(model._meta.db_table), ", ".join(map(_quoted, self.names))
        self.places = ", ".join(["%s"] * len(self.names))
        self.insert_into = f"INSERT INTO {self.table} ({listed})"
        self.select = f"SELECT {listed} FROM"

    def laid_out(self, rows: Iterable[Row]) -> list[Row]:
        if self._moments:
            rows = map(self._adapted, rows)
        return [(*row, *self._shared) for row in rows]

    def _adapted(self, row: Row) -> list[Any]:
        cells = list(row)
        for place in self._moments:
            cells[place] = connection.ops.adapt_datetimefield_value(cells[place])
        return cells


def _is_adapted(field: models.Field[Any, Any]) -> bool:
    """SQLite keeps moments as text of Django's own making; days it takes as they are."""
    return connection.vendor != "postgresql" and isinstance(field, models.DateTimeField)


def _copy(table: str, names: Sequence[str], rows: Iterable[Row]) -> None:
    statement = f"COPY {table} ({', '.join(map(_quoted, names))}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
