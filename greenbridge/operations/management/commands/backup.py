"""One backup: ./manage.py backup /srv/backups --json"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.operations.backups import services
from greenbridge.operations.backups.archive import Manifest
from greenbridge.operations.backups.errors import EXPECTED, told


class Command(BaseCommand):
    help = "备份数据库、上传文件、媒体和密钥，写成一个加密文件。网站不必停。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="目录", help="备份文件放在哪里")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        had_key = bool(settings.BACKUP_KEY) or (settings.VAR_DIR / "backup_key").exists()
        try:
            file, manifest = services.back_up(options["folder"])
        except EXPECTED as trouble:
            raise CommandError(f"备份没有完成。{told(trouble)}") from trouble
        if not had_key:
            self.stderr.write(
                f"已生成备份密钥 {settings.VAR_DIR / 'backup_key'}。它不在备份里：请另存一份到别处，"
                "丢了它，备份无法恢复。"
            )
        result = {
            "archive": str(file),
            "bytes": file.stat().st_size,
            "database": manifest.database,
            "tables": len(manifest.tables) - 1,
            "rows": manifest.rows,
            "files": len(manifest.files),
            "not_inside": _not_inside(manifest),
        }
        self.stdout.write(
            json.dumps(result, ensure_ascii=False)
            if options["json"]
            else f"已备份到 {file}：{result['tables']} 张表共 {manifest.rows} 行，{result['files']} 个文件，"
            f"{file.stat().st_size / 1_000_000:.1f} MB。"
            + "".join(
                f"{name} 由环境变量或文件提供，不在备份里，请另存一份。" for name in _not_inside(manifest)
            )
        )


def _not_inside(manifest: Manifest) -> list[str]:
    """Keys that whoever restores must bring along."""
    given = {"SECRET_KEY": manifest.is_key_given, "AUDIT_KEY": manifest.is_audit_key_given}
    return [name for name, is_given in given.items() if is_given]
