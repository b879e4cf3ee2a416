"""Entries of the ledger from the server's disk: ./manage.py library_ledger 变动.csv --json"""

from pathlib import Path

from greenbridge.library.ledger.importing import Report, take_entries
from greenbridge.library.management.tables import TableCommand


class Command(TableCommand):
    help = "导入变动记录（CSV，列：变动、依据、对象，可加依据日期、依据条款、对象条款、起始日期、地区、说明、已核对）。可重复执行。"

    def take(self, path: Path) -> Report:
        return take_entries(path)
