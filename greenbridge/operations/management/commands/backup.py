"""One backup: ./manage.py backup /srv/backups --json"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from greenbridge.core.errors import RuleBroken
from greenbridge.operations.backups import services


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
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as trouble:
            raise CommandError(f"备份没有完成：{trouble.strerror}（{trouble.filename}）。") from trouble
        if not had_key:
            self.stderr.write(
                f"已生成备份密钥 {settings.VAR_DIR / 'backup_key'}。它不在备份里：请另存一份到别处，"
                "丢了它，备份无法恢复。"
            )
        told = {
            "archive": str(file),
            "bytes": file.stat().st_size,
            "database": manifest.database,
            "tables": len(manifest.tables) - 1,
            "rows": manifest.rows,
            "files": len(manifest.files),
        }
        self.stdout.write(
            json.dumps(told, ensure_ascii=False)
            if options["json"]
            else f"已备份到 {file}：{told['tables']} 张表共 {manifest.rows} 行，{told['files']} 个文件，"
            f"{file.stat().st_size / 1_000_000:.1f} MB。"
        )
