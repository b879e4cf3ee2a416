"""Put a backup back: ./manage.py restore /srv/backups --json"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.operations.backups import services
from greenbridge.operations.backups.errors import EXPECTED, told
from greenbridge.operations.backups.report import Report


class Command(BaseCommand):
    help = "把备份恢复到一个空的安装，逐行逐个文件核对，重建检索索引，校验操作记录，并写出报告。有不一致时退出码为 1。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "source", type=Path, metavar="目录", help="备份所在的目录（取最新一份），或一个备份文件"
        )
        parser.add_argument("--json", action="store_true", help="以 JSON 输出报告")
        parser.add_argument(
            "--force", action="store_true", help="覆盖已有数据；原来的文件移到数据目录的 before-restore-… 下"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = services.restore(options["source"], force=options["force"])
        except EXPECTED as trouble:
            raise CommandError(told(trouble)) from trouble
        kept = _kept(report)
        self.stdout.write(
            json.dumps(report.as_json() | {"report": kept}, ensure_ascii=False)
            if options["json"]
            else f"{report.text()}\n报告：{kept}"
        )
        if not report.is_good:
            raise SystemExit(1)


def _kept(report: Report) -> str:
    """Where it lies; who restored onto a full disk still reads it on the screen."""
    try:
        return str(report.keep())
    except OSError as trouble:
        return f"没有写成文件，{told(trouble)}"
