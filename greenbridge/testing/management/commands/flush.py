"""Empties the database between tests that commit. The trail refuses that, so its triggers are away for the moment.

Only the settings of tests know this command; an installation has Django's own, which the triggers stop. Rows are deleted
and tables not truncated: PostgreSQL makes new files for each of three hundred tables, and few hold a row.
"""

from typing import Any

from django.core.management.commands import flush
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction

from greenbridge.audit import append_only


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        append_only.lift(connection)
        try:
            _empty()
        finally:
            append_only.install(connection)
        emit_post_migrate_signal(options["verbosity"], options["interactive"], options["database"])


def _empty() -> None:
    """In any order: what refers to what is asked at the end, when nothing is left."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
