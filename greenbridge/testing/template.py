"""An empty SQLite database with every table, kept between runs: migrating one takes longer than most stories.

It lies in ``.pytest_cache`` under a name that changes with the migrations and the packages.
"""

import hashlib
import shutil
import sqlite3
from pathlib import Path

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
    if connection.vendor != "sqlite" or _kept().exists():
        return
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
