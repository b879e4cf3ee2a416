"""Empties the database between tests that commit. The trail refuses that, so its triggers are away for the moment.

Only the settings of tests know this command; an installation has Django's own, which the triggers stop.
"""

from typing import Any

from django.core.management.commands import flush
from django.db import connection

from greenbridge.audit import append_only


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        append_only.lift(connection)
        try:
            super().handle(**options)
        finally:
            append_only.install(connection)
