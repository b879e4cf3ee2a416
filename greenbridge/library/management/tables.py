"""What the commands share that take a table in."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.core.errors import RuleBroken
from greenbridge.library.ledger.importing import Report


class TableCommand(BaseCommand):
    """Takes a file in with ``take`` and tells what came of it, as a sentence or as JSON."""

    def take(self, path: Path) -> Report:
        """Read the table and write what is new. Raises what the room raises."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV 文件")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self.take(options["file"])
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_json(report) if options["json"] else _sentence(report))


def _json(report: Report) -> str:
    refused = [{"line": line, "reason": reason} for line, reason in report.refused]
    counts = {"rows": report.rows, "recorded": report.recorded, "known": report.known}
    return json.dumps(counts | {"refused": refused}, ensure_ascii=False)


def _sentence(report: Report) -> str:
    said = f"共 {report.rows} 行：新增 {report.recorded} 条，已有 {report.known} 条，{len(report.refused)} 行没有导入。"
    return "\n".join([said, *(f"第 {line} 行：{reason}" for line, reason in report.refused)])
