"""Rows in bulk with ids of our own, collected and stored together."""

from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from greenbridge.core import bulk


class Table:
    """Rows of one empty table, collected and stored together. Every row gives the same columns."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._columns: list[str] = []
        self._rows: list[tuple[Any, ...]] = []
        self._last = 0

    def add(self, **facts: Any) -> int:
        """Note a row by its columns, foreign keys as ``region_id``; the id it will have."""
        self._columns = self._columns or ["id", *facts]
        self._last += 1
        self._rows.append((self._last, *facts.values()))
        return self._last

    def store(self) -> None:
        """Write what was noted since the last time."""
        if self._rows:
            bulk.insert(self._model, self._columns, self._rows)
        self._rows.clear()

    def finish(self) -> None:
        """Let the database count on from our last id."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [self._model]):
                cursor.execute(statement)
