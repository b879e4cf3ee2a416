"""Is the house well? Each part is looked at cheaply; a word for everybody, the figures for those who may see them.

Without its database the house is down, and a load balancer should ask another machine. Everything else that goes wrong
leaves it standing: it is degraded, somebody has to look, and visitors are still served.
"""

import datetime as dt
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from greenbridge.audit import services as audit
from greenbridge.core import beats, clock, jobs, postgres
from greenbridge.files import queries as files
from greenbridge.messaging.models import Letter, Message
from greenbridge.operations.backups import archive
from greenbridge.search import services as search
from greenbridge.search.models import OutboxEntry

logger = logging.getLogger(__name__)

OK, DEGRADED, DOWN = "ok", "degraded", "down"

# Seconds that each may take before somebody should look.
LONGEST_JOB_WAIT = 300
LONGEST_SILENCE = {jobs.WORKER: 150, search.FOLLOWER: 60}
LONGEST_INDEX_LAG = 60
LONGEST_MAIL_WAIT = 1800
TOLD_OF_LOST_MAIL = dt.timedelta(days=1)
LONGEST_QUARANTINE = 3600
OLDEST_BACKUP = 26 * 3600
LONGEST_ANSWER = 2  # of the database, all parts together
LEAST_FREE_MB = 1_000
TINY = 4096  # bytes, the least that a file system gives
LARGEST_DRIFT = 2.0

Facts = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What was found of one part: ok, degraded or down, and the figures."""

    status: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Health:
    """The house as a whole (健康状况)."""

    parts: dict[str, Part]

    @property
    def status(self) -> str:
        found = {part.status for part in self.parts.values()}
        return next((status for status in (DOWN, DEGRADED) if status in found), OK)

    def words(self) -> dict[str, str]:
        return {"status": self.status} | {name: part.status for name, part in self.parts.items()}

    def details(self) -> dict[str, Facts]:
        return {name: part.facts for name, part in self.parts.items()}


def look() -> Health:
    """Every part, each looked at whatever became of the others; without the database only that is told.

    Whoever asks waits three seconds at most, whatever has become of PostgreSQL.
    """
    try:
        with postgres.asked_briefly(LONGEST_ANSWER):
            return _look()
    except DatabaseError as failure:  # nobody was there to be asked
        logger.warning("health: %s", failure)
        return _without_database(Part(DOWN, {"error": type(failure).__name__}))


def _look() -> Health:
    database = _looked_at(_database)
    if database.status == DOWN:
        return _without_database(database)
    parts = {"database": database} | {name: _looked_at(look_at) for name, look_at in PARTS.items()}
    return Health(parts)


def _without_database(database: Part) -> Health:
    return Health({"database": database, "disk": _looked_at(_disk)})


def _looked_at(look_at: Callable[[], Part]) -> Part:
    try:
        return look_at()
    except Exception as failure:  # whatever is wrong with a part must not hide the others
        logger.warning("health: %s: %s", look_at.__name__, failure)
        is_database = isinstance(failure, DatabaseError)
        return Part(DOWN if is_database else DEGRADED, {"error": type(failure).__name__})


def _database() -> Part:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool"
            if postgres.is_in_use()
            else "PRAGMA query_only"
        )
        row = cursor.fetchone()
    is_writable = not row[0] and (postgres.is_in_use() or _may_be_written(connection.settings_dict["NAME"]))
    return Part(OK if is_writable else DOWN, {"kind": connection.vendor, "writable": is_writable})


def _may_be_written(file: str | Path) -> bool:
    """By writing beside it: permissions say nothing of a disk that is full or was taken away."""
    try:
        with tempfile.TemporaryFile(dir=Path(file).parent, buffering=0) as beside:
            return os.access(file, os.W_OK) and beside.write(bytes(TINY)) == TINY
    except OSError:
        return False


def _clock() -> Part:
    """Deadlines go by the database's clock, the age of codes and sessions by each machine's: they must agree."""
    drift = abs((clock.of_the_database() - clock.now()).total_seconds())
    return _judged({"drift_s": round(drift, 1)}, drift <= LARGEST_DRIFT)


def _queue() -> Part:
    count, age = jobs.waiting()
    silence = beats.age(jobs.WORKER)
    return _judged(
        {"jobs": count, "oldest_s": round(age, 1), "worker_seen_s": _rounded(silence)},
        age <= LONGEST_JOB_WAIT,
        silence is not None and silence <= LONGEST_SILENCE[jobs.WORKER],
    )


def _search() -> Part:
    oldest = OutboxEntry.objects.order_by("id").values_list("created_at", flat=True).first()
    lag = (clock.now() - oldest).total_seconds() if oldest else 0.0
    silence = beats.age(search.FOLLOWER)
    return _judged(
        {"lag_s": round(lag, 1), "follower_seen_s": _rounded(silence)},
        lag <= LONGEST_INDEX_LAG,
        silence is not None and silence <= LONGEST_SILENCE[search.FOLLOWER],
    )


def _disk() -> Part:
    """Where the installation writes, and where its backups go: that should be another disk."""
    free = {"free_mb": _free_mb(settings.VAR_DIR)}
    if settings.BACKUP_DIR:
        free["backup_free_mb"] = _free_mb(Path(settings.BACKUP_DIR))
    return _judged(free, min(free.values()) >= LEAST_FREE_MB)


def _free_mb(folder: Path) -> int:
    """Where the folder is, or will be made."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return shutil.disk_usage(there).free // 1_000_000


def _mail() -> Part:
    """Messages and letters that wait, and those that were given up of late: somebody was not told."""
    now = clock.now()
    messages, letters = Message.objects.waiting_for_mail(), Letter.objects.waiting()
    waiting = [
        messages.order_by("id").values_list("sent_at", flat=True).first(),
        letters.order_by("id").values_list("written_at", flat=True).first(),
    ]
    age = max((now - since).total_seconds() if since else 0.0 for since in waiting)
    lately = now - TOLD_OF_LOST_MAIL
    lost = (
        Message.objects.filter(mail_given_up=True, mail_tried_at__gt=lately).exists()
        or Letter.objects.filter(given_up=True, tried_at__gt=lately).exists()
    )
    return _judged({"oldest_s": round(age, 1), "given_up": lost}, age <= LONGEST_MAIL_WAIT and not lost)


def _files() -> Part:
    """Whether what was uploaded gets scanned; an installation without a scanner is well, and its figures say so."""
    found = files.condition()
    age = (clock.now() - found.waiting_since).total_seconds() if found.waiting_since else 0.0
    return _judged(
        {
            "scanner": found.has_scanner,
            "waiting": found.waiting,
            "oldest_s": round(age, 1),
            "refused": found.refused,
            "not_scanned": found.not_scanned,
        },
        age <= LONGEST_QUARANTINE,
    )


def _backup() -> Part:
    """Of the nightly backups, by when they were made: one that was copied here today may be old. Well where none are asked for."""
    if not settings.BACKUP_DIR:
        return Part(OK, {"folder": None})
    kept = archive.in_order(Path(settings.BACKUP_DIR))
    age = (clock.now() - archive.made_at(kept[-1])).total_seconds() if kept else None
    is_of_last_night = age is not None and -archive.SLACK.total_seconds() < age <= OLDEST_BACKUP
    return _judged({"newest_s": _rounded(age)}, is_of_last_night)


def _trail() -> Part:
    """Whether what is done can be sealed: with another key than before nothing is done at all."""
    fits = audit.key_fits()
    return _judged({"key_fits": fits}, fits)


PARTS: dict[str, Callable[[], Part]] = {
    "clock": _clock,
    "queue": _queue,
    "search": _search,
    "mail": _mail,
    "trail": _trail,
    "files": _files,
    "disk": _disk,
    "backup": _backup,
}


def _judged(facts: Facts, *conditions: bool) -> Part:
    return Part(OK if all(conditions) else DEGRADED, facts)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
