"""A query that is put together once and asked many times.

Django takes ten times as long to write a statement as a database to find one row. That is nothing for a page, and a
good deal for what is read before every page, or several times for one. Only such reads belong here; everything else asks
the ORM as it is.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import cached_property

V = TypeVar("V")


class Prepared(Generic[V]):
    """Rows of columns (``values_list``) that depend on one value, for which ``stand_in`` holds the place at first."""

    def __init__(self, rows: Callable[[V], "QuerySet[Any, tuple[Any, ...]]"], stand_in: V) -> None:
        self._rows = rows
        self._stand_in = stand_in

    def first(self, value: V) -> tuple[Any, ...] | None:
        return next(iter(self.every(value)), None)

    def every(self, value: V) -> list[tuple[Any, ...]]:
        sql, given, converters = self._statement
        with connection.cursor() as cursor:
            values: list[Any] = [value if one == self._stand_in else one for one in given]
            cursor.execute(sql, values)
            rows = [list(row) for row in cursor.fetchall()]
        for cells in rows:
            for place, (steps, column) in converters.items():
                for step in steps:
                    cells[place] = step(cells[place], column, connection)
        return [tuple(cells) for cells in rows]

    @cached_property
    def _statement(self) -> tuple[str, tuple[Any, ...], dict[int, tuple[list[Callable[..., Any]], Any]]]:
        compiler = self._rows(self._stand_in).query.get_compiler(connection=connection)
        sql, given = compiler.as_sql()
        return sql, tuple(given), compiler.get_converters([column for column, *_ in compiler.select or ()])
