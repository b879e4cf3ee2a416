"""Read the stored pages of a source again: ./manage.py connectors_replay ccgp --json [--apply]"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.connectors import replaying, services
from greenbridge.core.errors import RuleBroken


class Command(BaseCommand):
    help = "按现在的程序和设置重新解析留存的网页，列出与当时的差别；不访问任何网站。加 --apply 才把差别交给需求大厅或标准政策。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="来源的代号，例如 ccgp")
        parser.add_argument("--apply", action="store_true", help="把新读出的和有差别的交给需求大厅或标准政策")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = replaying.replay(services.find(options["name"]), apply=options["apply"])
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            json.dumps(found.as_json(), ensure_ascii=False) if options["json"] else _sentence(found)
        )


def _sentence(found: replaying.Replay) -> str:
    said = (
        f"留存的网页 {found.snapshots} 个：没有差别 {found.same} 条，有差别 {found.changed} 条，新读出 {found.gained} 条，"
        f"读不出了 {found.lost} 条，仍读不出 {found.unreadable} 页；交出 {found.applied} 条，没有收下 {found.refused} 条。"
    )
    return "\n".join(
        [said, *(f"  {one.address}：{'、'.join(one.fields) or one.kind}" for one in found.differences)]
    )
