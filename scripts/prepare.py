"""Bring an installation up to date: database, reference data, static files, demo data, search index.

Every step runs only when its source has changed. ``prepared.json`` beside the data keeps the fingerprints; it is
believed only while the database already has every table, because a new database starts from nothing.
"""

import errno
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from console import InTheWay, step
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError, connection

# What each step reads, relative to the checkout.
GROUND = (
    "package-lock.json",
    "greenbridge/*/data/**/*",
    "greenbridge/*/*/data/**/*",
    "greenbridge/portal/setup.py",
    "greenbridge/portal/texts.py",
    "greenbridge/search/synonyms.py",
)
STATIC = ("requirements.lock", "package-lock.json", "greenbridge/*/static/**/*")


def prepare(*, demo: bool) -> str:
    """Do what there is to do and return what the operator should read once everything runs.

    That is the demo accounts with their passwords, on the one start that makes them; or how to make the first
    administrator, while there is nobody. Raises InTheWay when the disk is full, the database does not answer, or
    demo data lies where none is wanted.
    """
    with _explained():
        _ask_database()
        kept = Kept(settings.VAR_DIR / "prepared.json", settings.BASE_DIR)
        is_new = _migrate()
        _lay_ground(kept, is_new=is_new)
        _collect_static(kept)
        if not demo:
            _refuse_demo_data()
        said = _seed() if demo else _first_administrator()
        _build_index(is_new=is_new)
        return said


class Kept:
    """The fingerprints of what was done last."""

    def __init__(self, file: Path, root: Path) -> None:
        self._file = file
        self._root = root
        self._prints: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}

    def is_current(self, name: str, sources: Iterable[str]) -> bool:
        return self._prints.get(name) == _fingerprint(self._root, sources)

    def keep(self, name: str, sources: Iterable[str]) -> None:
        self._prints[name] = _fingerprint(self._root, sources)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._prints), "utf-8")
        fresh.replace(self._file)


def _ask_database() -> None:
    """Speak with PostgreSQL once without the pool, which would go on trying and then not say what it was told."""
    if connection.vendor == "postgresql":
        import psycopg

        with connection.wrap_database_errors:
            psycopg.connect(**connection.get_connection_params()).close()


def _migrate() -> bool:
    """Whether the database had to be changed."""
    from greenbridge.core import tables

    if tables.are_current():
        return False
    with step("Database"):
        call_command("migrate", verbosity=0, interactive=False)
    return True


def _lay_ground(kept: Kept, *, is_new: bool) -> None:
    if is_new or not kept.is_current("ground", GROUND):
        with step("Reference data"):
            call_command("set_up", stdout=io.StringIO())
        kept.keep("ground", GROUND)


def _collect_static(kept: Kept) -> None:
    is_there = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if not is_there or not kept.is_current("static", STATIC):
        with step("Static files"):
            call_command("collectstatic", verbosity=0, interactive=False)
        kept.keep("static", STATIC)


def _seed() -> str:
    """What the seeding said: the demo accounts when it made them, nothing later."""
    said = io.StringIO()
    with step("Demo data"):
        call_command("seed_demo", stdout=said)
    return said.getvalue()


def _refuse_demo_data() -> None:
    if get_user_model().objects.filter(is_demo=True).exists():
        raise InTheWay(
            f"{settings.VAR_DIR} holds demo data, and DEMO=0 wants none: give the empty installation a place of "
            f"its own, as in GREENBRIDGE_VAR={settings.VAR_DIR}/empty make run DEMO=0."
        )


def _first_administrator() -> str:
    if get_user_model().objects.exists():
        return ""
    return "There is nobody yet. Make the first administrator: make admin EMAIL=you@example.com NAME=您的姓名"


def _build_index(*, is_new: bool) -> None:
    if is_new or not settings.SEARCH_INDEX_DIR.exists():
        with step("Search index"):
            call_command("search_rebuild", stdout=io.StringIO())


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the machine may refuse into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise _disk_full() from error
    except OperationalError as error:
        if "disk is full" in str(error) or "disk I/O" in str(error):
            raise _disk_full() from error
        raise InTheWay(f"The database does not answer: {str(error).splitlines()[0]}.") from error


def _disk_full() -> InTheWay:
    return InTheWay(f"The disk is full: make room where {settings.VAR_DIR} lies, then start again.")


def _fingerprint(root: Path, sources: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for file in sorted(file for source in sources for file in root.glob(source) if file.is_file()):
        digest.update(str(file.relative_to(root)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
