"""Worlds of two sizes on both databases: made once in SQLite without words, copied into PostgreSQL for each run.

The large one is the small one many times over, multiplied by the database itself: its rows differ in their keys and, of
suppliers and demands, in their times, so that no day holds the same few a hundred times.

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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import timed
from bench.world import REGISTER, ROOT, NoWorld, environment

SOURCES = (
    *("bench/bulk.py", "bench/suppliers.py", "bench/demands.py", "bench/words.py"),
    "bench/flat/worlds.py",
)
NOTED = (*SOURCES, "bench/notices/rows.py")
FILE = "greenbridge.sqlite3"
FEW = 10_000  # rows of the small world
NUMBERED = {"demands.Demand": "X", "demands.Project": "P"}  # the first letter of a copy's number
EARLIER = {  # times of a copy that lie before those of its original; the deadline of an open one lies after
    "suppliers.Supplier": ("listed_at", "updated_at"),
    "demands.Demand": ("created_at", "saved_at", "published_at", "closed_at", "deadline"),
}
APART = 373  # minutes, from one copy to the next: of a hundred the last is some 26 days away
# What the database needs to know itself: no copy may bring it.
OWN = ("django_migrations", "django_content_type", "auth_permission")


@dataclass(frozen=True)
class Kind:
    """A kind of world: the steps that fill the small one, of so ``few`` rows, and that multiply it, and the files that
    decide how it looks."""

    name: str
    few: int
    fill: str
    grow: str
    multiply: str
    sources: Sequence[str]


HALLS = Kind("flat", FEW, "fill", "grow", "multiply", SOURCES)
NOTICES = Kind("notices", 2_000, "fill_notices", "grow_notices", "multiply_notices", NOTED)
"""Its few are received one by one, as from a site, which takes half a minute for a thousand."""


def kept(rows: int, register: Path = REGISTER, kind: Kind = HALLS) -> Path:
    """The folder of the world with so many rows in each hall, with an index in step; made where it is missing."""
    is_large = rows > kind.few
    step, source = (kind.grow, kept(kind.few, register, kind)) if is_large else (kind.fill, register)
    world = made(kind.name, step, rows, source, kind.sources)
    run("renew", world)
    return world


def made(name: str, step: str, rows: int, source: Path, sources: Sequence[str] = SOURCES) -> Path:
    """The folder of a world of that name and size, filled by a step where it is missing; older ones are removed.

    The step gets the number of rows and the source: the register of divisions, or another world.
    """
    home = Path(os.environ.get("GREENBRIDGE_VAR") or ROOT / "var").resolve() / "bench"
    home.mkdir(parents=True, exist_ok=True)
    world = home / f"{name}-{rows}-{_fingerprint(sources)}"
    if not world.exists():
        for stale in home.glob(f"{name}-{rows}-*"):
            shutil.rmtree(stale, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="new-", dir=home) as folder:
            run(step, Path(folder) / "var", str(rows), str(source))
            (Path(folder) / "var").rename(world)
    return world


def in_postgres(rows: int, register: Path, url: str, kind: Kind = HALLS) -> None:
    """Fill an empty PostgreSQL as the world of that size."""
    small = kept(kind.few, register, kind)
    run("copy", small, str(small / FILE), url=url)
    if rows > kind.few:
        run(kind.multiply, small, str(rows // kind.few), url=url)


def run(step: str, var: Path, *arguments: str, url: str = "") -> None:
    """One step in a process of its own. Raises NoWorld when it fails."""
    command = [sys.executable, "-m", "bench.flat.worlds", step, *arguments]
    if subprocess.run(
        command, cwd=ROOT, env=environment(var, DATABASE_URL=url), stdout=sys.stderr
    ).returncode:
        raise NoWorld(f"The step “{step}” failed; any message stands above.")


def _fingerprint(sources: Sequence[str]) -> str:
    return hashlib.sha256(b"".join((ROOT / source).read_bytes() for source in sources)).hexdigest()[:16]


# --- Steps -------------------------------------------------------------------------------------------------


def fill(rows: str, register: str) -> None:
    """Suppliers and demands without words, in an empty SQLite file, the indexes after the rows."""
    from bench import demands

    fill_suppliers(rows, register)
    with without_indexes(), timed(f"{rows} demands", {}):
        demands.fill(int(rows), brief=True)


def fill_notices(rows: str, register: str) -> None:
    """Official projects only, one received after the other."""
    from bench.notices import rows as notices

    _lay_out(register)
    with timed(f"{rows} official projects", {}):
        notices.fill(int(rows))


def _lay_out(register: str) -> None:
    """An empty installation."""
    from django.core.management import call_command

    from greenbridge.portal.setup import set_up
    from greenbridge.search.services import load_synonyms

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_reference", register, stdout=sys.stderr)
    load_synonyms()
    set_up()


def fill_suppliers(rows: str, register: str) -> None:
    """Suppliers only."""
    from bench import suppliers

    _lay_out(register)
    with without_indexes(), timed(f"{rows} suppliers", {}):
        suppliers.fill(int(rows), brief=True)


def grow(rows: str, small: str) -> None:
    """The small world, as many times as it takes for so many rows."""
    multiply(_begin_with(small, rows, HALLS))


def grow_notices(rows: str, small: str) -> None:
    """The same of official projects."""
    multiply_notices(_begin_with(small, rows, NOTICES))


def _begin_with(small: str, rows: str, kind: Kind) -> str:
    """Put a copy of the small world in place; how often it goes into so many rows."""
    from django.conf import settings

    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(small) / FILE, settings.VAR_DIR)
    return str(int(rows) // kind.few)


def multiply(times: str) -> None:
    """So many times the suppliers and demands, with all that hangs on them."""
    from greenbridge.accounts.models import Organisation
    from greenbridge.demands.models import Demand
    from greenbridge.suppliers.models import Activity, Credential, CredentialWaste, Supplier

    halls = (Organisation, Supplier, Activity, Activity.serves.through, Credential, CredentialWaste)
    _multiply([*halls, Demand, Demand.service_types.through, Demand.wastes.through], times)


def multiply_notices(times: str) -> None:
    """So many times the official projects, with all that hangs on them."""
    from greenbridge.demands.models import Notice, NoticeAddress, Project

    _multiply([Project, Project.service_types.through, Notice, NoticeAddress], times)


def _multiply(several: Sequence[Any], times: str) -> None:
    from django.core.management.color import no_style
    from django.db import connection

    with timed(f"{times} times the rows", {}), connection.cursor() as cursor:
        with without_indexes(), _unchecked(cursor):
            steps = {model: _last(cursor, model) for model in several}
            for model in several:
                cursor.execute(_multiplied(model, steps, int(times)))
        for statement in connection.ops.sequence_reset_sql(no_style(), several):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _last(cursor: Any, model: Any) -> int:
    cursor.execute(f'SELECT max(id) FROM "{model._meta.db_table}"')
    return int(cursor.fetchone()[0] or 0)


def _multiplied(model: Any, steps: Mapping[Any, int], times: int) -> str:
    """A statement that adds copies of every row, each with keys of its own that lead to the copies of its neighbours."""
    from django.db import connection

    written = (
        "lpad(({id})::text, {n}, '0')" if connection.vendor == "postgresql" else "printf('%0{n}d', {id})"
    )
    own = f"id + k * {steps[model]}"
    cells = {field.column: f'"{field.column}"' for field in model._meta.local_concrete_fields}
    for field in model._meta.local_concrete_fields:
        if field.related_model in steps:
            cells[field.column] += f" + k * {steps[field.related_model]}"
    cells["id"] = own
    for name in EARLIER.get(model._meta.label, ()):
        cells[name] = _moved(f'"{name}"', "-")
    if model._meta.label == "demands.Demand":
        cells["deadline"] = (
            f"CASE WHEN status = 'published' THEN {_moved('deadline', '+')} ELSE {cells['deadline']} END"
        )
    if "credit_code" in cells:
        cells["credit_code"] = written.format(id=own, n=18)
    if prefix := NUMBERED.get(model._meta.label):
        cells["number"] = f"'{prefix}' || " + written.format(id=own, n=11)
    if "source_id" in cells:
        cells["source_id"] = written.format(id=own, n=12)
    columns = ", ".join(f'"{column}"' for column in cells)
    return (
        f"WITH RECURSIVE copy(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < {times - 1}) "
        f'INSERT INTO "{model._meta.db_table}" ({columns}) '
        f'SELECT {", ".join(cells.values())} FROM copy, "{model._meta.db_table}"'
    )


def _moved(column: str, sign: str) -> str:
    """A time as far from that of the row as the copy is from it."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"{column} {sign} k * interval '{APART} minutes'"
    return f"strftime('%Y-%m-%d %H:%M:%f', {column}, '{sign}' || (k * {APART}) || ' minutes')"


def renew() -> None:
    """Today's tables, indexes and styles for the rows of another day, and a search index that this version reads."""
    from django.core.management import call_command
    from django.db import connection

    from greenbridge.search.engine import engine
    from greenbridge.search.index import IndexBroken
    from greenbridge.search.services import rebuild

    dress()
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    try:
        engine().check()
    except IndexBroken:
        with timed("index", {}):
            rebuild()


@contextmanager
def borrowed(world: Path) -> Iterator[Path]:
    """A folder for servers whose index is that of the world, so that they may write into it; it goes away.

    The files of an index are never written again, only replaced: links to them will do.
    """
    with tempfile.TemporaryDirectory(prefix="run-", dir=world.parent) as folder:
        var = Path(folder)
        shutil.copytree(world / "search", var / "search", symlinks=True, copy_function=os.link)
        run("dress", var)
        yield var


def dress() -> None:
    """Style sheets and scripts where a server looks for them."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


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
        _unchecked(cursor),
    ):
        cursor.execute(f"TRUNCATE {quoted} CASCADE")
        for model in tables.values():
            _copy_table(source, cursor, model)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables.values())):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _unchecked(cursor: Any) -> Iterator[None]:
    """PostgreSQL looks up no key of another row meanwhile; SQLite does so at the end, all at once."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    cursor.execute("SET session_replication_role = replica")
    yield
    cursor.execute("SET session_replication_role = origin")


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
    steps = (
        *(fill, fill_suppliers, fill_notices, grow, grow_notices, multiply, multiply_notices),
        *(renew, dress, copy),
    )
    {step.__name__: step for step in steps}[sys.argv[1]](*sys.argv[2:])
