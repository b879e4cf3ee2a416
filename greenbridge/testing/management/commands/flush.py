"""Empties the database between tests that commit. The trail refuses that, so its triggers are away for the moment.

Only the settings of tests know this command; an installation has Django's own, which the triggers stop. Rows are deleted
and tables not truncated: PostgreSQL makes new files for each of three hundred tables, and few hold a row.
"""

from typing import Any

from django.core.management.commands import flush
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection

from greenbridge.audit import append_only
from greenbridge.testing import rows

_left: dict[str, list[rows.Row]] = {}
"""What the signal after a migration leaves in each table: kinds of content, permissions. It takes longer than all else."""


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        append_only.lift(connection)
        try:
            if _left and all(rows.in_table(name) == left for name, left in _left.items()):
                rows.empty(rows.filled(name for name in names if name not in _left))
                return
            rows.empty(names)
        finally:
            append_only.install(connection)
        emit_post_migrate_signal(options["verbosity"], options["interactive"], options["database"])
        _left.clear()
        _left.update({name: rows.in_table(name) for name in rows.filled(names)})
