"""How an official notice would be read, without keeping it: ./manage.py notice_read 标题 --buyer 采购单位 --amount 98.5万元"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from greenbridge.demands.normalise import amounts, dates, environment, names, places, titles

OF_PLACES = {
    "explicit_code": "来源写明的区划代码",
    "district": "来源写明的地区",
    "buyer_address": "采购单位地址",
    "buyer": "采购单位",
    "agency_address": "代理机构地址",
    "province": "来源写明的省份",
}


class Command(BaseCommand):
    help = "列出一条官方公告会怎样读出：所在地、业务类型、金额、时间和依据。不写入任何内容。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("title", help="公告标题")
        parser.add_argument("--text", default="", help="公告正文")
        parser.add_argument("--amount", default="", help="金额原文")
        parser.add_argument("--date", default="", help="时间原文")
        for field, words in OF_PLACES.items():
            parser.add_argument(f"--{field.replace('_', '-')}", default="", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        said = {field: options[field] for field in OF_PLACES}
        title = options["title"]
        judged = environment.judge(title, options["text"])
        amount, moment = amounts.fen(options["amount"]), dates.moment(options["date"])
        read = {
            "title": titles.plain(title),
            "key": titles.key(title),
            "buyers": names.bodies(options["buyer"]),
            "place": places.resolve(title=title, **said)._asdict(),
            "environment": {
                **vars(judged),
                "threshold": environment.threshold(),
                "is_environmental": judged.is_environmental,
            },
            "amount": amount._asdict(),
            "moment": moment.isoformat() if moment else None,
        }
        self.stdout.write(json.dumps(read, ensure_ascii=False, indent=2))
