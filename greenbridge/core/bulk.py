"""Many rows at once without model instances: ``executemany`` on SQLite, ``COPY`` on PostgreSQL.

Several times quicker than ``bulk_create`` and as far from the model: no ``save``, no signals, no validation beyond
the database's own. A row is a tuple of what differs from row to row; ``always`` is what all rows share. Columns
are named as on the instance (``region_id``); those left out get the model's default. A JSON column takes its text, a
day or a moment may be given in ISO form: ``plain`` reads what ``insert`` takes.
"""

import datetime as dt
import gc
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import connection, models

from greenbridge.core import stamps

Named = TypeVar("Named")
Row = Sequence[Any]
Model = type[models.Model]
Column = Sequence[Any]
NOTHING: Mapping[str, Any] = {}
_TOGETHER = 5_000  # rows that are turned into columns at a time
_A_STATEMENT = 50  # rows
_LOOKS_AGAIN_AFTER = 0.1  # seconds, by SQLite's own busy handler
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def maker(kind: type[Named]) -> Callable[[Iterable[Any]], Named]:
    """Makes named tuples of all their cells, several times quicker than calling their class. Counts and checks nothing."""
    made: Callable[[Iterable[Any]], Named] = partial(tuple.__new__, kind)  # type: ignore[type-var]  # Python cannot say "a tuple"
    return made


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


@contextmanager
def uncollected() -> Iterator[None]:
    """For a batch of rows: it makes some hundred thousand objects and hardly a cycle.

    Python's collector would look through them, and through all that the process keeps, dozens of times.
    """
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def make_way() -> None:
    """Between two batches of long work: on SQLite one writes at a time, and who waits looks again every tenth of a second."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(_LOOKS_AGAIN_AFTER)


def plain(
    model: Model,
    columns: Sequence[str],
    column: str,
    values: Iterable[Any],
    *,
    where: Mapping[str, Any] = NOTHING,
) -> list[tuple[Any, ...]]:
    """Columns of the rows that have one of these values in a column, and what ``where`` says in others.

    As JSON would have them: moments and days in ISO form, and a JSON column as its text.
    """
    given = list(values)
    if not given:
        return []
    fields = {field.attname: field for field in model._meta.concrete_fields}
    is_postgres = connection.vendor == "postgresql"
    listed = ", ".join(_readable(fields[name], is_postgres) for name in columns)
    among = "= ANY(%s)" if is_postgres else "IN (SELECT value FROM json_each(%s))"
    conditions = "".join(f" AND {_quoted(str(fields[name].column))} = %s" for name in where)
    sql = f"SELECT {listed} FROM {_quoted(model._meta.db_table)} WHERE {_quoted(str(fields[column].column))} {among}"  # noqa: S608 — names of our own
    with connection.cursor() as cursor:
        cursor.execute(sql + conditions, [given if is_postgres else json.dumps(given), *where.values()])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    moments = [n for n, name in enumerate(columns) if isinstance(fields[name], models.DateField)]
    if not found or not moments:
        return found
    turned: list[Column] = list(zip(*found, strict=True))
    for n in moments:
        is_moment = isinstance(fields[columns[n]], models.DateTimeField)
        turned[n] = _each_once(partial(_in_iso_form, is_moment=is_moment), turned[n])
    return list(zip(*turned, strict=True))


def _readable(field: models.Field[Any, Any], is_postgres: bool) -> str:
    """SQLite's library would parse every moment by itself; that of PostgreSQL gives JSON as text when it is one."""
    name = _quoted(str(field.column))
    if isinstance(field, models.JSONField):
        return f"{name}::text" if is_postgres else name
    is_time = isinstance(field, models.DateField) and not is_postgres
    return f"CAST({name} AS TEXT)" if is_time else name


def _in_iso_form(value: Any, *, is_moment: bool) -> str | None:
    if value is None or not is_moment:
        return None if value is None else str(value)
    moment = dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC) if isinstance(value, str) else value
    return str(moment.astimezone(dt.UTC).isoformat())


def insert(
    model: Model, columns: Sequence[str], rows: Iterable[Row], *, always: Mapping[str, Any] = NOTHING
) -> None:
    """Store rows that are not there yet. Raises IntegrityError where one is."""
    layout = _Layout(model, columns, always)
    if connection.vendor == "postgresql":
        _copy(layout.table, layout, rows)
        stamps.notice(layout.insert_into, connection.alias)
        return
    _execute(layout, rows)


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
    if connection.vendor != "postgresql":
        _execute(layout, rows, conflict)
        return
    with connection.cursor() as cursor:
        # The psycopg cursor behind Django's: what is only staged is no change that anybody sees.
        cursor.cursor.execute(f"CREATE TEMP TABLE staged AS {layout.select} {layout.table} WITH NO DATA")
        _copy("staged", layout, rows)
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
        self._times = {
            n: prepare for n, name in enumerate(columns) if (prepare := _preparation(fields[name]))
        }
        rest = [f for name, f in fields.items() if name not in columns and not f.primary_key]
        self.shared = tuple(
            f.get_db_prep_save(always.get(f.attname, f.get_default()), connection) for f in rest
        )
        self.names = [str(field.column) for field in (*map(fields.__getitem__, columns), *rest)]
        self.table, listed = _quoted(model._meta.db_table), ", ".join(map(_quoted, self.names))
        self._width = len(columns)
        self.insert_into = f"INSERT INTO {self.table} ({listed})"
        self.select = f"SELECT {listed} FROM"

    def laid_out(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows for SQLite."""
        if not self._times:
            yield from rows
        for columns in _turned(rows) if self._times else ():
            for n, prepare in self._times.items():
                columns[n] = _each_once(prepare, columns[n])
            yield from zip(*columns, strict=True)

    def places(self, count: int) -> str:
        """Where the values of so many rows stand in a statement of SQLite; those they share are given once, in front."""
        before, shared = len(self.shared), [f"?{n}" for n in range(1, len(self.shared) + 1)]
        begins = range(before + 1, before + 1 + count * self._width, self._width)
        rows = ([*(f"?{n}" for n in range(begin, begin + self._width)), *shared] for begin in begins)
        return ", ".join(f"({', '.join(row)})" for row in rows)


def _execute(layout: _Layout, rows: Iterable[Row], conflict: str = "") -> None:
    """Some rows a statement: each statement notes the last id of its table, which costs as much as a row."""
    laid_out = list(layout.laid_out(rows))
    whole = len(laid_out) - len(laid_out) % _A_STATEMENT
    with connection.cursor() as cursor:
        for part, count in ((laid_out[:whole], _A_STATEMENT), (laid_out[whole:], 1)):
            values = [
                [*layout.shared, *chain.from_iterable(part[n : n + count])]
                for n in range(0, len(part), count)
            ]
            if part:
                cursor.executemany(f"{layout.insert_into} VALUES {layout.places(count)} {conflict}", values)


def _turned(rows: Iterable[Row]) -> Iterator[list[Column]]:
    """Columns of some thousand rows: what is done to a column as a whole is done many times quicker than cell by cell."""
    remaining = iter(rows)
    while together := list(islice(remaining, _TOGETHER)):
        yield list(zip(*together, strict=True))


def _each_once(prepare: Any, column: Column) -> Column:
    prepared = {cell: prepare(cell) for cell in set(column)}
    return [*map(prepared.__getitem__, column)]


def _preparation(field: models.Field[Any, Any]) -> Any:
    """SQLite keeps moments and days as text of Django's own making; either may be given in ISO form."""
    if isinstance(field, models.DateTimeField):
        return lambda cell: connection.ops.adapt_datetimefield_value(
            dt.datetime.fromisoformat(cell) if isinstance(cell, str) else cell
        )
    return _day_as_text if isinstance(field, models.DateField) else None


@lru_cache(maxsize=20_000)  # lists repeat the same few thousand days
def _day_as_text(cell: dt.date | str | None) -> str | None:
    return connection.ops.adapt_datefield_value(cell)  # type: ignore[arg-type]  # days in ISO form pass unchanged


def _copy(table: str, layout: _Layout, rows: Iterable[Row]) -> None:
    """The text format of COPY, made of whole columns."""
    statement = f"COPY {table} ({', '.join(map(_quoted, layout.names))}) FROM STDIN"
    end = "".join(f"\t{_as_text(cell)}" for cell in layout.shared) + "\n"
    blocks = [[*map(_column_as_text, columns)] for columns in _turned(rows)]  # nothing may ask during a COPY
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for texts in blocks:
            copy.write(end.join(map("\t".join, zip(*texts, strict=True))) + end)


def _column_as_text(column: Column) -> Sequence[str]:
    kinds = set(map(type, column))
    if kinds == {int}:
        return [*map(str, column)]
    if kinds == {str} and not _SPECIAL.search("".join(column)):
        return column
    return _each_once(_as_text, column)


def _as_text(cell: Any) -> str:
    """A cell as COPY reads it."""
    if cell is None:
        return r"\N"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return _dumped(cell).translate(_ESCAPED)


def _dumped(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    from psycopg.adapt import PyFormat, Transformer  # not there without PostgreSQL's library

    dumped = Transformer(connection.connection).get_dumper(cell, PyFormat.TEXT).dump(cell)
    return bytes(dumped or b"").decode()


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
