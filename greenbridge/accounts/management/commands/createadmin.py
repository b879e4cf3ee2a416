"""The first administrator: ./manage.py createadmin admin@example.com 张三"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from greenbridge.accounts import queries, services
from greenbridge.accounts.models import Role


class Command(BaseCommand):
    help = "Make the first system administrator and print the one-time link on which they choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        user = services.invite_staff(options["email"], options["name"], Role.SYSTEM_ADMIN, by=None)
        self.stdout.write(f"{settings.WAGTAILADMIN_BASE_URL}{queries.entry_link(user)}")
