"""Criteria of the admission assessment from a folder: ./manage.py criteria_load /srv/criteria"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.assessment import criteria


class Command(BaseCommand):
    help = "载入准入考核标准（sets.csv 和 criteria.csv）。重复执行不会重复登记，已有的版本不能改动。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=criteria.DATA, help="放两个表格的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            added = criteria.load(options["folder"])
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as missing:
            raise CommandError(
                f"读不到 {options['folder']} 里的 sets.csv 或 criteria.csv，请核对路径和权限。"
            ) from missing
        self.stdout.write(f"新增考核标准 {added} 套。")
