"""An official list from the server's disk: ./manage.py suppliers_import 名单.csv --profile 方案 --diff --json"""

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.core.errors import RuleBroken
from greenbridge.core.progress import Progress, line_on
from greenbridge.suppliers.imports import services
from greenbridge.suppliers.models import ImportEntry, ImportProfile, ImportRun
from greenbridge.suppliers.papers.queries import differing_on

Kind = ImportEntry.Kind
SHOWN = (Kind.NEW, Kind.CHANGED, Kind.GONE)
SAMPLES = 20
COUNTS = ("rows", "created", "updated", "flagged", "refused")


class Command(BaseCommand):
    help = "导入官方名单（.xlsx 或 .csv）。列按名单方案或列名自动识别；重复执行只更新，不会重复登记。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="名单文件")
        name = parser.add_mutually_exclusive_group(required=True)
        name.add_argument("--source", help="名单名称，例如“江苏省危险废物经营许可证持证单位”")
        name.add_argument("--profile", help="名单方案的名称，例如“危险废物经营许可证持证单位”")
        parser.add_argument(
            "--listed-on", type=dt.date.fromisoformat, default=None, help="名单日期，例如 2026-11-23"
        )
        parser.add_argument("--diff", action="store_true", help="只比较与上一次名单的差异，不写入任何内容")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        profile = _profile(options["profile"]) if options["profile"] else None
        if options["diff"] and profile is None:
            raise CommandError("比较差异请用 --profile 指明名单方案。")
        try:
            self.stdout.write(_run(profile, options, line_on(self.stderr)))
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as missing:
            if missing.filename is None or Path(missing.filename).absolute() != options["file"].absolute():
                raise  # what is in the way is not the list
            raise CommandError(f"读不到文件 {options['file']}，请核对路径和权限。") from missing


def _profile(name: str) -> ImportProfile:
    profile = ImportProfile.objects.filter(name=name).first()
    if profile is None:
        known = "、".join(ImportProfile.objects.values_list("name", flat=True))
        raise CommandError(f"没有名单方案“{name}”。现有：{known or '无，请先执行 set_up'}。")
    return profile


def _run(profile: ImportProfile | None, options: dict[str, Any], progress: Progress) -> str:
    facts = {"profile": profile, "listed_on": options["listed_on"], "progress": progress}
    if options["diff"]:
        difference = services.foresee_path(options["file"], **facts)
        return _written(options, _difference(difference), _difference_sentence(difference))
    run = services.import_path(options["file"], source=(options["source"] or "")[:60], **facts)
    return _written(options, _result(run), _sentence(run))


def _written(options: dict[str, Any], result: dict[str, Any], sentence: str) -> str:
    return json.dumps(result, ensure_ascii=False) if options["json"] else sentence


def _difference(found: services.Difference) -> dict[str, Any]:
    """Counts of every kind, the first bodies of each that matters, and every bad row."""
    kinds = {kind.value: [pair for pair in found.entries.items() if pair[1].kind == kind] for kind in SHOWN}
    return {
        "rows": found.rows,
        **{kind: len(pairs) for kind, pairs in kinds.items()},
        "unchanged": sum(entry.kind == Kind.SAME for entry in found.entries.values()),
        "samples": {
            kind: [
                {"credit_code": code, "name": entry.name, "fields": entry.fields}
                for code, entry in pairs[:SAMPLES]
            ]
            for kind, pairs in kinds.items()
        },
        "refusals": [
            {"sheet": row.sheet, "row": row.number, **finding._asdict()} for row, finding in found.refusals
        ],
    }


def _difference_sentence(found: services.Difference) -> str:
    counts = Counter(entry.kind for entry in found.entries.values())
    return (
        f"共 {found.rows} 行：新增 {counts[Kind.NEW]} 家，变更 {counts[Kind.CHANGED]} 家，"
        f"不再出现 {counts[Kind.GONE]} 家，未变 {counts[Kind.SAME]} 家。没有写入任何内容。"
    )


def _result(run: ImportRun) -> dict[str, Any]:
    refusals = run.issues.filter(refuses=True).values("sheet", "row", "column", "value", "reason")
    gone = run.entries.filter(kind=Kind.GONE).count()
    counts = {count: getattr(run, count) for count in COUNTS}
    return {**counts, "gone": gone, "disputed": differing_on(run.source), "refusals": list(refusals)}


def _sentence(run: ImportRun) -> str:
    return (
        f"共 {run.rows} 行：新增 {run.created} 家，更新 {run.updated} 家，"
        f"其中 {run.flagged} 家待核对；{run.refused} 行未导入。"
        f"{_differing_sentence(differing_on(run.source))}"
    )


def _differing_sentence(papers: int) -> str:
    return f"名单上的机构有 {papers} 张资质各来源说法不一，等待核定。" if papers else ""
