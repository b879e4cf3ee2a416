"""A drill (演练): the real restore of a fresh backup, by the real command, into a place that is thrown away."""

import datetime as dt
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from greenbridge.core import clock, postgres
from greenbridge.operations.backups import services
from greenbridge.operations.backups.errors import NoScratchDatabase, ProgramFailed

_FOLDERS = "greenbridge-drill-"
_DATABASES = "greenbridge_drill_"
_LEFT = re.compile(_DATABASES + r"(\d{8})_[0-9a-f]+")  # with the day on which it was made
_OUR_DATABASES = (
    "SELECT datname FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba"
    " WHERE rolname = current_user AND datname LIKE %s"
)


def drill() -> dict[str, Any]:
    """Back up, restore into a scratch folder and a scratch database, compare; the report of the restore.

    The running installation is only read. Raises what a backup raises, and NoScratchDatabase or ProgramFailed.
    """
    with tempfile.TemporaryDirectory(prefix=_FOLDERS) as name:
        folder = Path(name)
        file, _ = services.back_up(folder / "backups")
        with scratch_database() as url:
            return _restored(file, _environment(folder / "var", url))


def sweep() -> None:
    """Take away what drills left that were killed: all data of the house, in the clear. Of a day ago, none is at it still."""
    before = clock.now() - dt.timedelta(days=1)
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDERS}*"):
        with suppress(FileNotFoundError):  # its drill has just ended
            if folder.stat().st_mtime < before.timestamp():
                shutil.rmtree(folder, ignore_errors=True)
    if not postgres.is_in_use():
        return
    with postgres.connect(autocommit=True) as db:
        ours = [name for (name,) in db.execute(_OUR_DATABASES, [f"{_DATABASES}%"])]
    for name in ours:
        if (made := _LEFT.fullmatch(name)) and made[1] < f"{before:%Y%m%d}":
            _drop(name)


def _environment(var: Path, url: str) -> dict[str, str]:
    ours = {
        "GREENBRIDGE_VAR": str(var),
        "DATABASE_URL": url,
        "BACKUP_KEY": services.key(make=False),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    others = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in ours}
    return others | ours


def _restored(file: Path, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(file), "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603 — our own command
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise ProgramFailed(program="restore", said=" ".join(done.stderr.split())[-300:]) from None
    return report


@contextmanager
def scratch_database(template: str = "template0") -> Iterator[str]:
    """The DATABASE_URL of an empty database that is dropped afterwards; for SQLite none, the folder holds it."""
    if not postgres.is_in_use():
        yield ""
        return
    name = f"{_DATABASES}{clock.now():%Y%m%d}_{secrets.token_hex(4)}"
    copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template)))
    try:
        _execute(copied)
    except psycopg.errors.InsufficientPrivilege as refused:
        raise NoScratchDatabase(said=str(refused).strip()) from None
    try:
        yield _url(name)
    finally:
        _drop(name)


def _drop(name: str) -> None:
    _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(statement: sql.Composed) -> None:
    """One statement on a connection that ends with it: who stays would keep others from copying the house's database."""
    with postgres.connect(autocommit=True) as db:
        db.execute(statement)


def _url(name: str) -> str:
    given = connection.settings_dict
    user, password, host = (quote(str(given[part]), safe="") for part in ("USER", "PASSWORD", "HOST"))
    who = f"{user}:{password}" if password else user
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgres://{who}@{host}{port}/{name}"
