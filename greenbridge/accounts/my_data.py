"""What the platform knows of one person (我的数据), put together from the register of personal data.

A room does nothing for it but declare its tables in ``privacy.py``: every row that says it belongs to the person is
here, with every column but the secret ones.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from greenbridge.accounts.models import User
from greenbridge.core import clock, privacy, sheets
from greenbridge.core.privacy import Table


@dataclass(frozen=True)
class Portion:
    """The person's rows of one table (一类数据)."""

    table: Table
    rows: models.QuerySet[Any]

    @property
    def title(self) -> str:
        return self.table.title

    @property
    def purposes(self) -> list[tuple[str, str]]:
        """What for and how long, every purpose once."""
        return list(dict.fromkeys((c.purpose, c.keep.value) for c in self.table.columns.values()))

    @property
    def fields(self) -> list[models.Field[Any, Any]]:
        hidden = {name for name, column in self.table.columns.items() if column.is_secret}
        return [field for field in self.rows.model._meta.local_concrete_fields if field.name not in hidden]

    def records(self) -> Iterator[dict[str, Any]]:
        """Each row with its columns as people read them; numbers and truth values stay what they are."""
        for row in self.rows.iterator(500):
            yield {field.name: _readable(row, field) for field in self.fields}


def portions(person: User) -> list[Portion]:
    """Every table that holds rows of the person; empty ones are left out."""
    return [p for p in (_portion(table, person) for table in _tables()) if p.rows.exists()]


def as_json(person: User) -> bytes:
    """Everything, for a machine: table by table, with the Chinese name of every column."""
    told = [
        {
            "table": portion.table.label,
            "title": portion.title,
            "columns": {field.name: privacy.heading(field) for field in portion.fields},
            "rows": list(portion.records()),
        }
        for portion in portions(person)
    ]
    text = {"exported_at": clock.local(clock.now()).isoformat(timespec="seconds"), "data": told}
    return json.dumps(text, ensure_ascii=False, indent=1).encode()


def as_workbook(person: User) -> bytes:
    """Everything, for a person: one sheet per table."""
    return sheets.workbook(_sheet(portion) for portion in portions(person))


def _sheet(portion: Portion) -> sheets.Sheet:
    headers = [privacy.heading(field) for field in portion.fields]
    rows = ([_written(value) for value in record.values()] for record in portion.records())
    return sheets.Sheet(portion.title, headers, rows, [22] * len(headers))


def _tables() -> list[Table]:
    return [table for table in privacy.register().values() if table.whose]


def _portion(table: Table, person: User) -> Portion:
    model = apps.get_model(table.label)
    rows = model._default_manager.filter(**{table.whose: person.pk}).order_by("pk")
    related = [
        field.name for field in model._meta.local_concrete_fields if isinstance(field, models.ForeignKey)
    ]
    return Portion(table, rows.select_related(*related))


def _readable(row: models.Model, field: models.Field[Any, Any]) -> Any:
    value = getattr(row, field.name)
    if field.choices and value:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dt.datetime):
        return clock.local(value).isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | list | dict | None) else str(value)


def _written(value: Any) -> str:
    """A value as it stands in a cell."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)
