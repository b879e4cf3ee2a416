"""The backup of every night: made, counted, and old ones removed; somebody hears of it when it fails."""

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from greenbridge.accounts.models import Role, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.messaging import services as messaging
from greenbridge.operations.backups import services
from greenbridge.operations.backups.archive import ENDING

logger = logging.getLogger(__name__)


def nightly() -> Path | None:
    """Back up into BACKUP_DIR and remove what is older than BACKUP_DAYS; nothing where no folder is set.

    Success and failure leave a trace; operators are told of a failure, and nothing is removed after one.
    """
    if not settings.BACKUP_DIR:
        return None
    folder = Path(settings.BACKUP_DIR)
    try:
        file, manifest = services.back_up(folder)
    except (RuleBroken, OSError) as trouble:
        logger.exception("the nightly backup failed")
        _report_failure(str(trouble))
        return None
    removed = rotate(folder)
    with transaction.atomic():
        facts = {
            "archive": file.name,
            "bytes": file.stat().st_size,
            "rows": manifest.rows,
            "removed": removed,
        }
        audit.record("backup.made", actor=None, after=facts)
    return file


def rotate(folder: Path) -> list[str]:
    """Remove archives older than BACKUP_DAYS, and what an interrupted backup left; the newest always stays."""
    oldest = (clock.now() - timedelta(days=settings.BACKUP_DAYS)).timestamp()
    whole = sorted(folder.glob(f"greenbridge-*{ENDING}"))[:-1]
    unfinished = folder.glob("greenbridge-*.part")
    removed = [file for file in (*whole, *unfinished) if file.stat().st_mtime < oldest]
    for file in removed:
        file.unlink()
    return [file.name for file in removed]


@transaction.atomic
def _report_failure(reason: str) -> None:
    audit.record("backup.failed", actor=None, note=reason)
    for operator in User.objects.filter(grants__role=Role.OPERATOR, is_active=True):
        messaging.send(operator, f"昨夜的备份没有完成。{reason}请处理后执行一次 manage.py backup。")
