"""The first administrator of each kind: ./manage.py createadmin admin@example.com 张三 --kind security"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.accounts import queries, services
from greenbridge.accounts.forms import StaffForm
from greenbridge.accounts.models import Role
from greenbridge.core import tables
from greenbridge.core.errors import RuleBroken
from greenbridge.core.text import fold

KINDS = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


class Command(BaseCommand):
    help = (
        "Make the first system, security or audit administrator and print the one-time link on which they choose a "
        "password. Until somebody of that kind can sign in it may be run again: for a new link, or another address."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--kind", choices=KINDS, default="system")

    def handle(self, *args: Any, **options: Any) -> None:
        if not tables.are_current():
            raise CommandError("数据库还没有建好或不是最新，请先运行 ./manage.py migrate。")
        email, name = (_checked(field, options[field]) for field in ("email", "name"))
        try:
            user = services.first_administrator(email, name, KINDS[options["kind"]])
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{settings.WAGTAILADMIN_BASE_URL}{queries.entry_link(user)}")


def _checked(field: str, typed: str) -> str:
    """What was typed, by the rules of the page on which others are proposed."""
    try:
        return str(StaffForm.base_fields[field].clean(fold(typed) if field == "email" else typed))
    except ValidationError as wrong:
        raise CommandError(
            f"{StaffForm.base_fields[field].label}“{typed}”：{' '.join(wrong.messages)}"
        ) from wrong
