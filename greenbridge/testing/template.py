"""An empty database with every table: migrating one takes longer than most stories.

On SQLite it is kept between runs. It lies in ``.pytest_cache`` under a name that changes with the migrations and the
packages. On PostgreSQL it stands beside the one that stories use, for copies: that one grows with all they take back.
"""

import hashlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)


def lay() -> bool:
    """Put a kept database where the tests look for theirs; whether there was one."""
    if connection.vendor != "sqlite" or not _kept().exists():
        return False
    target = Path(str(connection.settings_dict["TEST"]["NAME"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_kept(), target)
    return True


def keep() -> None:
    """Keep a database that has just been made."""
    if connection.vendor == "postgresql":
        _replace_beside(f"CREATE DATABASE {beside()} TEMPLATE {connection.settings_dict['NAME']}")
    elif not _kept().exists():
        _keep_file()


def forget() -> None:
    """Take away what would stay on a server."""
    if connection.vendor == "postgresql":
        _replace_beside()


def beside() -> str:
    """The name of the untouched database on PostgreSQL."""
    return f"{connection.settings_dict['NAME']}_untouched"


def _replace_beside(made: str = "") -> None:
    own: Any = connection
    own.close()
    own.close_pool()  # a database is copied only while nobody is in it
    with own._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {beside()}")
        if made:
            cursor.execute(made)


def _keep_file() -> None:
    connection.ensure_connection()
    fresh = _kept().with_suffix(f".{id(connection)}.new")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    copy = sqlite3.connect(fresh)
    with copy:
        connection.connection.backup(copy)
    copy.close()
    fresh.replace(_kept())


def _kept() -> Path:
    digest = hashlib.sha256((ROOT / "requirements-dev.lock").read_bytes())
    for file in sorted(ROOT.glob("greenbridge/*/migrations/*.py")):
        digest.update(file.read_bytes())
    return ROOT / ".pytest_cache" / f"tables-{digest.hexdigest()[:16]}.sqlite3"
