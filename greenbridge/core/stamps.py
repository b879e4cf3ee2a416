"""When the halls last changed, known without asking the database.

A stamp is an empty file under ``STAMPS_DIR``; its time says when something that visitors may see was last written.
Every connection of every process watches its own statements and renews the stamp once the change is committed, so no
service has to remember to. A table counts as seen unless ``UNSEEN_TABLES`` names it, and a statement that is not
understood renews all stamps: what is forgotten here costs a page drawn again, never a page that shows what was
withdrawn.
"""

import os
import re
import time
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

HOUSE = "house"
"""The stamp of everything that is no hall of its own."""
ANY = "any"
"""The stamp that goes with each of the others: one look tells that none has changed."""

_READS = frozenset(
    [
        "SELECT",
        "SAVEPOINT",
        "RELEASE",
        "ROLLBACK",
        "BEGIN",
        "COMMIT",
        "PRAGMA",
        "EXPLAIN",
        "SHOW",
        "SET",
        "VALUES",
        "FETCH",
        "CLOSE",
        "LOCK",
    ]
)
_VERB = re.compile(r"[\s(]*(\w+)")
_WRITTEN = re.compile(
    r"\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?)\s+\"?(\w+)",
    re.IGNORECASE,
)
# A sign-in notes its time in the row of the person; no page for visitors shows it.
_SIGN_IN = re.compile(
    r'UPDATE "accounts_user" SET "(?:last_login|last_seen_at|idle_warnings)" = [^\s,]+'
    r'(?:, "(?:last_login|last_seen_at|idle_warnings)" = [^\s,]+)* WHERE'
)

Stamp = tuple[int, ...]
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def of(hall: str = "") -> Stamp:
    """The state of what the pages of a hall are drawn from; of every hall, where none is named."""
    return tuple(map(_time_of, (HOUSE, hall) if hall else (ANY,)))


def renew(hall: str) -> None:
    """Say that something of the hall changed; anything that is no hall belongs to the house."""
    for name in (hall if hall in settings.HALLS else HOUSE, ANY):
        _touch(name)


def renew_all() -> None:
    for name in (HOUSE, *settings.HALLS, ANY):
        _touch(name)


def watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Let a connection renew stamps. It is handed every new connection by ``core.apps``.

    One that Django opens beside ours, to make or drop a database, changes no hall.
    """
    if connection.alias in connections and not any(
        getattr(wrapper, "func", None) is _noticing for wrapper in connection.execute_wrappers
    ):
        connection.execute_wrappers.insert(0, partial(_noticing, connection.alias))


def written_by(sql: str) -> str | None:
    """The hall that a statement changes, HOUSE included; empty for all of them, None for what no visitor sees."""
    if (verb := _VERB.match(sql)) and verb[1].upper() in _READS:
        return None
    if not (match := _WRITTEN.match(sql)):
        return ""
    table = match[1]
    if table.startswith(settings.UNSEEN_TABLES) or _SIGN_IN.match(sql):
        return None
    hall = table.partition("_")[0]
    return hall if hall in settings.HALLS else HOUSE


def _noticing(
    alias: str, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    result = execute(sql, params, many, context)
    notice(sql, alias)
    return result


def notice(sql: str, alias: str) -> None:
    """Renew what a statement changes once it is committed. For those that do not pass through Django's cursor."""
    hall = written_by(sql)
    if hall is not None:
        transaction.on_commit(lambda: renew(hall) if hall else renew_all(), using=alias, robust=True)


def _touch(name: str) -> None:
    """Give the stamp this very nanosecond: the clock of the file system ticks too slowly to tell two changes apart."""
    moment = time.time_ns()
    path = _path(name)
    try:
        os.utime(path, ns=(moment, moment))
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch()
        os.utime(path, ns=(moment, moment))


def _time_of(name: str) -> int:
    try:
        return os.stat(_path(name)).st_mtime_ns
    except FileNotFoundError:
        return 0


def _path(name: str) -> str:
    return _joined(str(settings.STAMPS_DIR), name)


@lru_cache(maxsize=64)
def _joined(folder: str, name: str) -> str:
    return os.path.join(folder, name)
