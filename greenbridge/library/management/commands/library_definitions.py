"""What all texts define, read anew: ./manage.py library_definitions"""

from typing import Any

from django.core.management.base import BaseCommand

from greenbridge.library.definitions.services import read_all


class Command(BaseCommand):
    help = "重新识别全部文本里的定义（本法所称……，是指……）。可重复执行。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = [count for _, count in read_all()]
        self.stdout.write(f"读了 {len(found)} 份文本，{sum(found)} 处定义。")
