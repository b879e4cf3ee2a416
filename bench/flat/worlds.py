"""Worlds of two sizes on both databases: made once in SQLite without words, copied into PostgreSQL for each run.

Steps run as ``python -m bench.flat.worlds STEP`` in processes of their own, because Django reads where its data lies
only once. The database made is kept under ``var/bench`` and brought up to date by migrations, not made anew.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bench.figures import timed
from bench.world import REGISTER, ROOT, NoWorld, environment

SOURCES = ("bench/bulk.py", "bench/suppliers.py", "bench/demands.py", "bench/words.py")
FILE = "greenbridge.sqlite3"
BATCH = 20_000
# What the database needs to know itself: no copy may bring it.
OWN = ("django_migrations", "django_content_type", "auth_permission")


def kept(rows: int, register: Path = REGISTER) -> Path:
    """The folder of the world with so many rows in each hall, with an index in step; made where it is missing."""
    world = made("flat", "fill", rows, register)
    run("renew", world)
    return world


def made(name: str, step: str, rows: int, register: Path) -> Path:
    """The folder of a world of that name and size, filled by a step where it is missing; older ones are removed."""
    home = Path(os.environ.get("GREENBRIDGE_VAR") or ROOT / "var").resolve() / "bench"
    home.mkdir(parents=True, exist_ok=True)
    world = home / f"{name}-{rows}-{_fingerprint()}"
    if not world.exists():
        for stale in home.glob(f"{name}-{rows}-*"):
            shutil.rmtree(stale, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="new-", dir=home) as folder:
            run(step, Path(folder) / "var", str(rows), str(register))
            (Path(folder) / "var").rename(world)
    return world


def run(step: str, var: Path, *arguments: str, url: str = "") -> None:
    """One step in a process of its own. Raises NoWorld when it fails."""
    command = [sys.executable, "-m", "bench.flat.worlds", step, *arguments]
    if subprocess.run(
        command, cwd=ROOT, env=environment(var, DATABASE_URL=url), stdout=sys.stderr
    ).returncode:
        raise NoWorld(f"The step “{step}” failed; any message stands above.")


def _fingerprint() -> str:
    return hashlib.sha256(b"".join((ROOT / source).read_bytes() for source in SOURCES)).hexdigest()[:16]


# --- Steps -------------------------------------------------------------------------------------------------


def fill(rows: str, register: str) -> None:
    """Suppliers and demands without words, in an empty SQLite file, the indexes after the rows."""
    from bench import demands

    fill_suppliers(rows, register)
    with without_indexes(), timed(f"{rows} demands", {}):
        demands.fill(int(rows), brief=True)


def fill_suppliers(rows: str, register: str) -> None:
    """Suppliers only."""
    from django.core.management import call_command

    from bench import suppliers
    from greenbridge.portal.setup import set_up
    from greenbridge.search.services import load_synonyms

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_reference", register, stdout=sys.stderr)
    load_synonyms()
    set_up()
    with without_indexes(), timed(f"{rows} suppliers", {}):
        suppliers.fill(int(rows), brief=True)


def renew() -> None:
    """Today's tables and indexes on the rows of another day, and a search index that this version reads."""
    from django.core.management import call_command
    from django.db import connection

    from greenbridge.search.engine import engine
    from greenbridge.search.index import IndexBroken
    from greenbridge.search.services import rebuild

    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    try:
        engine().check()
    except IndexBroken:
        with timed("index", {}):
            rebuild()


def copy(file: str) -> None:
    """All rows of a SQLite file, into an empty PostgreSQL with the same tables; keys are not checked again."""
    from django.apps import apps
    from django.core.management import call_command
    from django.core.management.color import no_style
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    tables = {model._meta.db_table: model for model in models if model._meta.db_table not in OWN}
    quoted = ", ".join(f'"{table}"' for table in tables)
    with (
        closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source,
        timed("copy", {}),
        connection.cursor() as cursor,
        without_indexes(),
    ):
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {quoted} CASCADE")
        for model in tables.values():
            _copy_table(source, cursor, model)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables.values())):
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copy_table(source: sqlite3.Connection, cursor: Any, model: Any) -> None:
    from django.db import models

    fields = model._meta.local_concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = f'"{model._meta.db_table}"'
    flags = [n for n, field in enumerate(fields) if isinstance(field, models.BooleanField)]
    moments = [n for n, field in enumerate(fields) if isinstance(field, models.DateTimeField)]
    rows = source.execute(f"SELECT {names} FROM {table}")
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as target:
        for row in rows:
            cells = list(row)
            for place in flags:
                cells[place] = None if cells[place] is None else bool(cells[place])
            for place in moments:
                cells[place] = cells[place] and cells[place] + "+00"
            target.write_row(cells)


@contextmanager
def without_indexes() -> Iterator[None]:
    """No index but those of keys while rows come in; all of them again afterwards."""
    from django.db import connection

    listed = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if connection.vendor == "sqlite"
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    with connection.cursor() as cursor:
        cursor.execute(listed)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, definition in indexes:
            cursor.execute(definition)


if __name__ == "__main__":
    import django

    django.setup()
    {"fill": fill, "fill_suppliers": fill_suppliers, "renew": renew, "copy": copy}[sys.argv[1]](*sys.argv[2:])
