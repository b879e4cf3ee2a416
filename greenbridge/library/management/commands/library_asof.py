"""What was in force on a day and answers: ./manage.py library_asof 2026-06-01 "危险废物 贮存" --json"""

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.http import QueryDict
from django.utils.http import urlencode

from greenbridge.core import clock
from greenbridge.library.finding import listing
from greenbridge.library.finding.listing import Hall, Row


class Command(BaseCommand):
    help = "查某一天有效的文件和条款：日期、检索词。按相关程度列出前二十份，附时效性和网址。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("date", type=dt.date.fromisoformat, help="例如 2026-06-01")
        parser.add_argument("query", help="检索词、标准号或名称")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = urlencode({"on": options["date"].isoformat(), "q": options["query"]})
        hall = listing.hall(QueryDict(asked))
        if options["json"]:
            self.stdout.write(json.dumps(_result(hall), ensure_ascii=False, indent=2))
        else:
            self.stdout.writelines(_lines(hall))


def _result(hall: Hall) -> dict[str, Any]:
    return {
        "on": f"{hall.on}",
        "query": hall.page.words,
        "total": hall.page.total,
        "has_all_words": not hall.is_loose,
        "works": [_work(row) for row in hall.rows],
    }


def _work(row: Row) -> dict[str, Any]:
    version = row.version
    return {
        "work": version.work.code,
        "title": version.title,
        "number": version.number,
        "dated_on": f"{version.dated_on}",
        "status": row.status.label,
        "status_today": version.status_on(clock.today()).label,
        "starts_on": f"{version.starts_on or ''}",
        "ends_on": f"{version.ends_on or ''}",
        "address": version.get_absolute_url(),
        "clauses": [
            {"label": one.clause.label, "address": one.url, "sentence": one.sentence} for one in row.passages
        ],
    }


def _lines(hall: Hall) -> list[str]:
    said = "" if not hall.is_loose else "没有同时含有全部词语的文件，以下含有其中一部分。"
    lines = [f"{clock.written(hall.on)}有效的文件 {hall.page.total} 份。{said}" if hall.on else said]
    for row in hall.rows:
        lines.append(f"{row.version.title}（{row.tag[1]}）{row.version.get_absolute_url()}")
        lines += [f"  {one.clause.label}：{one.sentence}" for one in row.passages]
    return [f"{line}\n" for line in lines]
