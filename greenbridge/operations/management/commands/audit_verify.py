"""Proves the trail: ``manage.py audit_verify [--json]``. Ends with 1 when something is broken, with 2 without a database."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from greenbridge.audit.chain import OUTSIDE
from greenbridge.operations.trail import services


class Command(BaseCommand):
    help = "校验操作记录：逐条核对封印、链首和库外的每日链首文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="只输出 JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        report = services.verify()
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
        else:
            self.stdout.write(f"{report.records} 条记录，{report.broken} 处不符。")
            if report.notes_missing:
                self.stdout.write(
                    f"库外的链首文件少了 {report.notes_missing} 行，现有 {report.notes} 行，请从最近的备份或其他协会的抄送件放回。"
                )
            for each in sorted(report.breaks):
                place = "库外的链首文件" if each.id == OUTSIDE else f"编号 {each.id}"
                self.stdout.write(f"{place}：{each.what}")
        if report.broken:
            sys.exit(1)
