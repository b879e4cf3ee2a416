"""Laws, rules and standards from the server's disk: ./manage.py library_import 文件夹 --source 来源 --json"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.core.errors import RuleBroken
from greenbridge.core.progress import line_on
from greenbridge.library.intake import index, services
from greenbridge.library.intake.services import Given, Outcome, State
from greenbridge.library.models import Work

TAKEN = (State.NEW, State.COMPLETED)


class Command(BaseCommand):
    help = "收录法规和标准（文件或文件夹）。名称、日期、机关从正文、文件名和目录识别；重复执行不会重复收录。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="文件或文件夹")
        parser.add_argument("--kind", choices=Work.Kind.values, default="", help="效力级别，不填则自动识别")
        parser.add_argument("--source", default="", help="来源名称，例如“国家法律法规数据库”")
        parser.add_argument("--draft", action="store_true", help="只收录，不发布，等编辑校对")
        parser.add_argument("--index", type=Path, help="该文件夹自带的目录（SQLite），其中有施行日期")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["paths"]
        if missing := [str(path) for path in paths if not path.exists()]:
            raise CommandError(f"没有这个文件或文件夹：{'、'.join(missing)}。")
        try:
            given = Given(
                kind=options["kind"],
                source=options["source"][:80],
                is_held=options["draft"],
                days=index.days(options["index"]) if options["index"] else {},
            )
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        outcomes = services.import_paths(paths, given, line_on(self.stderr))
        self.stdout.write(
            json.dumps(_result(outcomes), ensure_ascii=False) if options["json"] else _sentence(outcomes)
        )


def _result(outcomes: list[Outcome]) -> dict[str, Any]:
    """``documents`` were read; ``versions``, ``articles`` and ``originals`` are those that this run wrote."""
    taken = [one for one in outcomes if one.state in TAKEN]
    return {
        "documents": len(outcomes),
        "works": sum(one.is_new_work for one in taken),
        "versions": sum(one.state == State.NEW for one in taken),
        "completed": sum(one.state == State.COMPLETED for one in taken),
        "unchanged": sum(one.state == State.SAME for one in outcomes),
        "articles": sum(one.articles for one in taken),
        "originals": sum(one.is_kept for one in outcomes),
        "originals_not_kept": [
            {"path": one.path, "document": one.title, "reason": one.not_kept}
            for one in outcomes
            if one.not_kept
        ],
        "warnings": [
            {"document": one.title, "warning": warn.doubt, "at": warn.at, "sentence": warn.sentence}
            for one in taken
            for warn in one.warnings
        ],
        "refused": [
            {"path": one.path, "document": one.title, "reason": one.reason}
            for one in outcomes
            if one.state == State.REFUSED
        ],
    }


def _sentence(outcomes: list[Outcome]) -> str:
    counts = Counter(one.state for one in outcomes)
    taken = [one for one in outcomes if one.state in TAKEN]
    head = (
        f"共 {len(outcomes)} 份：新收录 {counts[State.NEW]} 份，补全 {counts[State.COMPLETED]} 份，"
        f"未变 {counts[State.SAME]} 份，未收录 {counts[State.REFUSED]} 份；"
        f"切分 {sum(one.articles for one in taken)} 条，{sum(len(one.warnings) for one in taken)} 处待核。"
    )
    refused = [f"未收录 {one.path}：{one.reason}" for one in outcomes if one.state == State.REFUSED]
    not_kept = [f"没有保存原文件 {one.path}：{one.not_kept}" for one in outcomes if one.not_kept]
    return "\n".join([head, *refused, *not_kept])
