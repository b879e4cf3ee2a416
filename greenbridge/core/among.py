"""``filter(pk__among=numbers)``: what ``__in`` finds, of thousands of values, as one parameter instead of thousands."""

import json
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Any]):
    """Takes texts and numbers as the column holds them. Django would prepare and lay out each for itself."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        column, before = self.process_lhs(compiler, connection)
        given = list(self.rhs)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", [*before, given]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*before, json.dumps(given)]  # noqa: S608 — a column of our own
