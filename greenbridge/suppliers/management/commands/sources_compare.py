"""What sources differ in of bodies on record already: ./manage.py sources_compare"""

from typing import Any

from django.core.management.base import BaseCommand

from greenbridge.core.progress import line_on
from greenbridge.suppliers.imports.holding import hold_all_together


class Command(BaseCommand):
    help = "对照各份名单和机构自报的说法，把不一致的资质和登记内容列入核定队列，标明只有机构自己说过的资质内容。重复执行不会重复列出。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = hold_all_together(line_on(self.stderr))
        self.stdout.write(
            f"对照了 {found.bodies} 家机构：新列入待核定的资质 {found.papers} 张，其他登记内容 {found.facts} 项；"
            f"{found.declared} 张资质的一部分只有机构自己说过，已写明尚未核验。"
        )
