"""The first administrator of each kind: ./manage.py createadmin admin@example.com 张三 --kind security"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.accounts import queries, services
from greenbridge.accounts.models import Role
from greenbridge.core import tables
from greenbridge.core.errors import RuleBroken

KINDS = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


class Command(BaseCommand):
    help = (
        "Make the first system, security or audit administrator, while that kind has nobody, "
        "and print the one-time link on which they choose a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--kind", choices=KINDS, default="system")

    def handle(self, *args: Any, **options: Any) -> None:
        if not tables.are_current():
            raise CommandError("数据库还没有建好或不是最新，请先运行 ./manage.py migrate。")
        try:
            user = services.first_administrator(options["email"], options["name"], KINDS[options["kind"]])
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{settings.WAGTAILADMIN_BASE_URL}{queries.entry_link(user)}")
