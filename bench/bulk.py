"""Rows in bulk: plain tuples, no model instances, ids of our own. Ten times quicker than ``bulk_create``."""

import datetime as dt
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models


class Table:
    """Rows of one empty table, collected and stored together. Every row gives the same columns."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._columns: list[str] = []
        self._defaults: tuple[Any, ...] = ()
        self._rows: list[tuple[Any, ...]] = []
        self._last = 0
        self._adapt = {
            dt.datetime: connection.ops.adapt_datetimefield_value,
            dt.date: connection.ops.adapt_datefield_value,
        }

    def add(self, **facts: Any) -> int:
        """Note a row by its columns, foreign keys as ``region_id``; the id it will have."""
        if not self._columns:
            self._lay_out(facts)
        self._last += 1
        self._rows.append((self._last, *map(self._adapted, facts.values()), *self._defaults))
        return self._last

    def store(self) -> None:
        """Write what was noted since the last time."""
        if not self._rows:
            return
        names = ", ".join(map(connection.ops.quote_name, self._columns))
        places = ", ".join(["%s"] * len(self._columns))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self._model._meta.db_table} ({names}) VALUES ({places})", self._rows
            )
        self._rows.clear()

    def finish(self) -> None:
        """Let the database count on from our last id."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [self._model]):
                cursor.execute(statement)

    def _lay_out(self, facts: dict[str, Any]) -> None:
        """Columns that the rows leave out get the model's default."""
        left = [f for f in self._model._meta.concrete_fields if f.attname not in facts and not f.primary_key]
        self._columns = ["id", *facts, *(field.column for field in left)]
        self._defaults = tuple(field.get_default() for field in left)

    def _adapted(self, value: Any) -> Any:
        adapt = self._adapt.get(type(value))
        return adapt(value) if adapt else value
