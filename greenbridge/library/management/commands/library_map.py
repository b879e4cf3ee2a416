"""Old and new articles from the server's disk: ./manage.py library_map 对照.csv --json"""

from pathlib import Path

from greenbridge.library.ledger.importing import Report, take_mappings
from greenbridge.library.management.tables import TableCommand


class Command(TableCommand):
    help = "导入新旧条文对照（CSV，列：原文件、原条款、新文件、新条款，可加说明）。可重复执行。"

    def take(self, path: Path) -> Report:
        return take_mappings(path)
