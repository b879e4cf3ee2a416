"""Fetch a source now: ./manage.py connectors_sync ccgp --base http://127.0.0.1:8900 --json"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.connectors import services
from greenbridge.connectors.models import Run
from greenbridge.core.errors import RuleBroken


class Command(BaseCommand):
    help = "从一个官方来源取回，公告交给需求大厅，法律和标准交给标准政策；取不到、读不出的只计数，已有的内容不改。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="来源的代号，例如 ccgp、shanghai、flk、mee-standards")
        parser.add_argument(
            "--base", default="", help="代替来源网址的网站，例如仿真网站 http://127.0.0.1:8900"
        )
        parser.add_argument("--file", type=Path, help="公告清单（.csv 或 .xlsx），用于由人工取得清单的来源")
        parser.add_argument(
            "--pace", type=float, help="两次请求相隔的秒数，默认按来源的设置；少于2秒的只能与 --base 一起用"
        )
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        base, pace = options["base"], options["pace"]
        if pace is not None and pace < 2 and not base:
            raise CommandError("对真实网站，两次请求至少相隔2秒。")
        try:
            source = services.find(options["name"])
            content = options["file"].read_bytes() if options["file"] else None
            run = services.sync(source, base=base, pace=pace, content=content)
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as missing:
            raise CommandError(f"读不到文件 {options['file']}，请核对路径和权限。") from missing
        self.stdout.write(json.dumps(_result(run), ensure_ascii=False) if options["json"] else _sentence(run))


def _result(run: Run) -> dict[str, Any]:
    return {"source": run.source.name, **run.counts, "alarm": run.alarm, "problems": run.problems}


def _sentence(run: Run) -> str:
    said = (
        f"{run.source}：请求 {run.fetched} 次，列表 {run.items} 条；新收 {run.new} 条，有改动 {run.changed} 条，"
        f"没有变化 {run.same} 条，不相干 {run.left_out} 条，没有收下 {run.rejected} 条，错误 {run.errors} 个。"
    )
    problems = [f"  {one['address']}：{one['why']}" for one in run.problems]
    return "\n".join([said, *([f"警报：{run.alarm}。"] if run.alarm else []), *problems])
