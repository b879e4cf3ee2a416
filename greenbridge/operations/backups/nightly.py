"""The backup of every night: made, proven, counted, and old ones removed; somebody hears of it when it fails.

A night that was missed, or failed, is made up for by day.
"""

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from greenbridge.accounts.models import Role, User
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.operations.backups import archive, services
from greenbridge.operations.backups.archive import Manifest
from greenbridge.operations.backups.errors import told

logger = logging.getLogger(__name__)

OLDEST = timedelta(hours=25)  # a newest backup that is older: a night was missed
AGAIN_AFTER = timedelta(hours=6)  # a failure
TOLD_FOR = timedelta(hours=20)  # who has heard of a failure hears of the next one tomorrow
LEAST = 3  # archives that stay, whatever their age: one alone may be the one that cannot be read


def nightly() -> Path | None:
    """Back up into BACKUP_DIR and remove what is older than BACKUP_DAYS; nothing where no folder is set.

    Success and failure leave a trace; operators and system administrators are told of a failure, whatever it is, and
    nothing is removed after one.
    """
    if not settings.BACKUP_DIR:
        return None
    folder = Path(settings.BACKUP_DIR)
    try:
        file, manifest = _proven(folder)
    except Exception as trouble:  # a backup that fails unseen is found out on the day it is needed
        logger.exception("the nightly backup failed")
        _report_failure(told(trouble))
        return None
    removed = rotate(folder, file)
    with transaction.atomic():
        facts = {
            "archive": file.name,
            "bytes": file.stat().st_size,
            "rows": manifest.rows,
            "removed": removed,
        }
        audit.record("backup.made", actor=None, after=facts)
    return file


def make_up() -> Path | None:
    """Back up where the newest backup is more than a night old; not at once again after a failure."""
    if not settings.BACKUP_DIR or services.is_under_way() or not _is_missed(Path(settings.BACKUP_DIR)):
        return None
    return nightly()


def rotate(folder: Path, made: Path | None = None) -> list[str]:
    """Remove archives older than BACKUP_DAYS; the newest three and the one just made always stay.

    Ages are those of the names. A clock that was wrong once costs room, and no backup.
    """
    oldest = clock.now() - timedelta(days=settings.BACKUP_DAYS)
    spare = [file for file in archive.in_order(folder)[:-LEAST] if file != made]
    return [file.name for file in spare if archive.made_at(file) < oldest and _is_removed(file)]


def _proven(folder: Path) -> tuple[Path, Manifest]:
    """A new backup that has been read back whole; one that cannot be is none, and would be restored as the newest."""
    file, manifest = services.back_up(folder)
    try:
        archive.prove(file, services.key(make=False))
    except Exception:
        file.unlink(missing_ok=True)
        raise
    return file, manifest


def _is_missed(folder: Path) -> bool:
    now = clock.now()
    made = [archive.made_at(file) for file in archive.in_order(folder)]
    is_there = any(now - OLDEST < moment < now + archive.SLACK for moment in made)
    return not is_there and not _has_failed_since(AGAIN_AFTER)


def _has_failed_since(time: timedelta) -> bool:
    return AuditRecord.objects.filter(action="backup.failed", at__gt=clock.now() - time).exists()


def _is_removed(file: Path) -> bool:
    try:
        file.unlink()
    except OSError:
        logger.exception("an old backup cannot be removed")
        return False
    return True


@transaction.atomic
def _report_failure(reason: str) -> None:
    have_heard = _has_failed_since(TOLD_FOR)
    audit.record("backup.failed", actor=None, note=reason)
    if have_heard:
        return
    roles = (Role.OPERATOR, Role.SYSTEM_ADMIN)
    for person in User.objects.filter(grants__role__in=roles, is_active=True).distinct():
        messaging.send(
            person,
            f"自动备份没有完成。{reason}平台每六小时再试一次；处理后也可以立即执行 manage.py backup。",
        )
