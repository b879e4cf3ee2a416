"""Fill an empty installation with demo data and print the demo accounts, once."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from greenbridge.portal import demo


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the accounts as one JSON array")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = [] if demo.is_seeded() else demo.seed()
        if accounts:
            demo.announce()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(account) for account in accounts], ensure_ascii=False))
            return
        for account in accounts:
            self.stdout.write(f"{account.email:<28} {account.password:<14} {account.name} {account.part}")
