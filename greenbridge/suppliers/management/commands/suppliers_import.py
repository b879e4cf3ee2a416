"""An official list from the server's disk: ./manage.py suppliers_import 名单.csv --source 名单名称 --json"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.imports import services
from greenbridge.suppliers.models import ImportRun

COUNTS = ("rows", "created", "updated", "flagged", "refused")


class Command(BaseCommand):
    help = "导入官方名单（.xlsx 或 .csv）。列按列名自动识别；重复执行只更新，不会重复登记。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="名单文件")
        parser.add_argument(
            "--source", required=True, help="名单名称，例如“江苏省危险废物经营许可证持证单位”"
        )
        parser.add_argument(
            "--listed-on", type=dt.date.fromisoformat, default=None, help="名单日期，例如 2026-11-23"
        )
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = services.import_path(
                options["file"], source=options["source"][:60], listed_on=options["listed_on"]
            )
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as missing:
            raise CommandError(f"读不到文件 {options['file']}，请核对路径和权限。") from missing
        self.stdout.write(json.dumps(_result(run), ensure_ascii=False) if options["json"] else _sentence(run))


def _result(run: ImportRun) -> dict[str, Any]:
    refusals = run.issues.filter(refuses=True).values("sheet", "row", "column", "value", "reason")
    return {**{count: getattr(run, count) for count in COUNTS}, "refusals": list(refusals)}


def _sentence(run: ImportRun) -> str:
    return (
        f"共 {run.rows} 行：新增 {run.created} 家，更新 {run.updated} 家，"
        f"其中 {run.flagged} 家待核对；{run.refused} 行未导入。"
    )
