"""Writes the search index anew from the database: after a restore, or when in doubt."""

from typing import Any

from django.core.management.base import BaseCommand

from greenbridge.search import services


class Command(BaseCommand):
    help = "Rebuild the search index from the database and swap it in."

    def handle(self, *args: Any, **options: Any) -> None:
        for collection, count in services.rebuild().items():
            self.stdout.write(f"{collection}: {count}")
