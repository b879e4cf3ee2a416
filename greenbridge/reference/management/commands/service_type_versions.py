from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.core import clock
from greenbridge.reference import trees
from greenbridge.reference.models import TypeTree
from greenbridge.reference.services import read_tree, tree_of


class Command(BaseCommand):
    help = "列出业务分类的各个版本，以及每一版与前一版的差异；也可以先核对一份还没有载入的版本。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="要核对的版本文件，格式与已有版本相同。")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        rows = list(TypeTree.objects.all())
        if file:
            rows.append(self._checked(file, rows))
        if not rows:
            raise CommandError("还没有业务分类，请先运行 load_reference。")
        for before, row in zip([None, *rows], rows, strict=False):
            self._say(row)
            for change in trees.changes(tree_of(before), tree_of(row)) if before else ():
                self.stdout.write(f"  {change.kind} {change.code} {change.text}")

    def _checked(self, file: Path, rows: list[TypeTree]) -> TypeTree:
        try:
            row = read_tree(file)
            trees.check(tree_of(row), tree_of(rows[-1]) if rows else None)
        except (OSError, ValueError, KeyError) as wrong:
            raise CommandError(f"{file} 不能使用：{wrong}") from wrong
        return row

    def _say(self, row: TypeTree) -> None:
        state = "未载入" if row._state.adding else "已启用" if row.followed_at else "未启用"
        day = clock.written(row.effective_from)
        self.stdout.write(f"{row}：{row.source}，{day}起施行，{len(row.types)}个类型，{state}。")
