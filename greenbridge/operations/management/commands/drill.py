"""Prove that backups can be restored: ./manage.py drill"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.core.errors import RuleBroken
from greenbridge.operations.backups.drills import drill


class Command(BaseCommand):
    help = "演练：备份一次，恢复到临时位置，逐行核对后清除。不影响正在运行的网站。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出报告")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = drill()
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        verdict = "完全一致" if report["identical"] else "有不一致，请检查备份"
        self.stdout.write(
            json.dumps(report, ensure_ascii=False)
            if options["json"]
            else "\n".join(
                [
                    f"演练结果：{verdict}。{report['tables']} 张表共 {report['rows']} 行，{report['files']} 个文件，"
                    f"恢复用时 {report['seconds']} 秒。",
                    *report["differences"],
                ]
            )
        )
        if not report["identical"]:
            raise SystemExit(1)
