"""Prove that backups can be restored: ./manage.py drill"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.operations.backups.drills import drill
from greenbridge.operations.backups.errors import EXPECTED, told


class Command(BaseCommand):
    help = "演练：备份一次，恢复到临时位置，逐行核对后清除。不影响正在运行的网站。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出报告")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = drill()
        except EXPECTED as trouble:
            raise CommandError(f"演练没有完成。{told(trouble)}") from trouble
        verdict = "完全一致" if report["identical"] else "有不一致，请检查备份"
        trail = report["trail"] or {"records": 0, "broken": 0}
        self.stdout.write(
            json.dumps(report, ensure_ascii=False)
            if options["json"]
            else "\n".join(
                [
                    f"演练结果：{verdict}。{report['tables']} 张表共 {report['rows']} 行，{report['files']} 个文件，"
                    f"恢复用时 {report['seconds']} 秒。",
                    f"操作记录 {trail['records']} 条逐条校验，{trail['broken']} 处不符。",
                    *report["differences"],
                    *report["troubles"],
                    *report["next"],
                ]
            )
        )
        if not report["identical"] or report["troubles"] or trail["broken"]:
            raise SystemExit(1)
