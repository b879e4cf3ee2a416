"""Records of 信用中国 or 政府采购网 from the server's disk: ./manage.py credit_import 记录.json --source 信用中国 --json"""

import json
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.core.errors import RuleBroken
from greenbridge.core.progress import line_on
from greenbridge.suppliers.credit import runs
from greenbridge.suppliers.models import CreditRun


class Command(BaseCommand):
    help = "导入信用中国、政府采购网的交换数据（JSON 或 CSV）。重复执行只更新，不会重复登记。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="交换文件")
        parser.add_argument("--source", default="", help="记录没有写明来源时用的来源，例如“信用中国”")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = runs.import_path(
                options["file"],
                source=options["source"],
                say=partial(self.stderr.write, style_func=str),
                progress=line_on(self.stderr),
            )
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as missing:
            raise CommandError(f"读不到文件 {options['file']}，请核对路径和权限。") from missing
        self.stdout.write(_as_json(found) if options["json"] else _sentence(found))


def _as_json(run: CreditRun) -> str:
    result = {"created": run.created, "updated": run.changed + run.same, "refusals": run.faults}
    return json.dumps(result, ensure_ascii=False)


def _sentence(run: CreditRun) -> str:
    counts = f"新增 {run.created} 条，更新 {run.changed + run.same} 条，{run.refused} 条未导入。"
    lines = [
        f"第{fault['record']}条 {fault['field']}“{fault['value']}”：{fault['reason']}" for fault in run.faults
    ]
    return "\n".join([counts, *lines])
