"""The two databases, as a backup sees them: take a snapshot, put it back, count and weigh every row.

Each uses its own means, so that indexes, constraints and triggers come back as they were: SQLite's online backup,
and pg_dump in a snapshot that is shared with the weighing.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import quote

import psycopg
from django.db import connection, connections
from psycopg import sql

from greenbridge.core import postgres
from greenbridge.operations.backups.errors import ProgramFailed, ProgramMissing
from greenbridge.operations.backups.moves import Moves

STRUCTURE = "（结构）"
STAGE = "restoring-"  # so folders begin in which a restore works, with the whole database in the open
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Weight:
    """How many rows a table has, and the SM3 digest over all of them in order."""

    rows: int
    sm3: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


Weights = dict[str, Weight]


class Database(Protocol):
    """``STRUCTURE`` stands among the weights for tables, columns, indexes, constraints and triggers."""

    kind: str

    def size(self) -> int:
        """Bytes, roughly."""
        ...

    def is_empty(self) -> bool: ...

    def others(self) -> list[str]:
        """Who else is in it now, each in a few words."""
        ...

    def dump(self, to: Path) -> Weights:
        """Write a consistent copy while others go on writing; the weights are those of the copy."""
        ...

    def load(self, source: Path, aside: Path, at_last: Callable[[], None]) -> None:
        """Put the copy in place; what was there is moved to ``aside`` where it is a file, and dropped otherwise.

        ``at_last`` is what else must succeed before it counts. Where anything fails, the database is as it was.
        """
        ...

    def weights(self) -> Weights:
        """Of the database as it is now."""
        ...


def configured() -> Database:
    return Postgres() if postgres.is_in_use() else Sqlite(Path(connection.settings_dict["NAME"]))


class Sqlite:
    kind = "sqlite"

    def __init__(self, file: Path) -> None:
        self._file = file

    def size(self) -> int:
        return self._file.stat().st_size if self._file.exists() else 0

    def is_empty(self) -> bool:
        if not self.size():
            return True
        with _reading(self._file) as db:
            return not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()

    def others(self) -> list[str]:
        """Processes that have the file open; only Linux tells."""
        connections.close_all()
        place, mine = str(self._file.resolve()), str(os.getpid())
        opened = (link for link in Path("/proc").glob("[0-9]*/fd/*") if _leads_to(link) == place)
        return sorted({f"进程 {link.parts[2]}" for link in opened} - {f"进程 {mine}"})

    def dump(self, to: Path) -> Weights:
        with _reading(self._file) as live, closing(sqlite3.connect(to)) as copy:
            live.backup(copy)  # in one go: a reader's snapshot, which writers do not wait for
        return _sqlite_weights(to)

    def load(self, source: Path, aside: Path, at_last: Callable[[], None]) -> None:
        connections.close_all()
        moves = Moves()
        aside = self._file.parent / aside.name  # a rename keeps to one file system
        with tempfile.TemporaryDirectory(prefix=STAGE, dir=self._file.parent) as beside:
            ready = Path(shutil.move(source, beside))
            try:
                for file in (self._file, *(Path(f"{self._file}{ending}") for ending in ("-wal", "-shm"))):
                    if file.exists():
                        moves.move(file, aside / file.name)
                moves.move(ready, self._file)
                at_last()
            except BaseException:
                moves.undo()
                raise

    def weights(self) -> Weights:
        return _sqlite_weights(self._file)


def _leads_to(link: Path) -> str:
    with suppress(OSError):  # it ended meanwhile, or is somebody else's
        return os.readlink(link)
    return ""


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, timeout=60)) as db:
        yield db


def _sqlite_weights(file: Path) -> Weights:
    with _reading(file) as db:
        db.execute("BEGIN")
        structure = db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        tables = {name: _order(sql) for kind, name, sql in structure if kind == "table"}
        reads = {name: f'SELECT * FROM "{name}" ORDER BY {order}' for name, order in tables.items()}  # noqa: S608 — names from the database itself
        found = {name: _weight(db.execute(read)) for name, read in reads.items()}
        return {STRUCTURE: _weight(iter(structure)), **found}


def _order(sql: str) -> str:
    """By row; the inner tables of a full-text index have no rows' numbers, but a key in front."""
    return "1, 2" if "WITHOUT ROWID" in sql.upper() else "rowid"


def _weight(rows: Iterator[Row] | sqlite3.Cursor) -> Weight:
    digest, count = hashlib.new("sm3"), 0
    for row in rows:
        digest.update(repr(row).encode())
        count += 1
    return Weight(count, digest.hexdigest())


class Postgres:
    kind = "postgresql"

    def size(self) -> int:
        with _session() as db:
            return int(_one(db, "SELECT pg_database_size(current_database())"))

    def is_empty(self) -> bool:
        with _session() as db:
            return not int(_one(db, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))

    def others(self) -> list[str]:
        """Sessions of others; those that have just ended are given a moment to be gone."""
        connections.close_all()
        cast(Any, connection).close_pool()
        deadline = time.monotonic() + GOING
        while (found := self._sessions()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return found

    def _sessions(self) -> list[str]:
        with _session() as db:
            return [f"{who or '未命名'} {pid}" for who, pid in db.execute(SESSIONS).fetchall()]

    def dump(self, to: Path) -> Weights:
        with _session() as db:
            snapshot = str(_one(db, "SELECT pg_export_snapshot()"))
            _call("pg_dump", "--format=custom", f"--snapshot={snapshot}", *PLAIN, "--file", str(to))
            return _postgres_weights(db)

    def load(self, source: Path, aside: Path, at_last: Callable[[], None]) -> None:
        connections.close_all()
        _in_one_transaction(source, at_last)
        with postgres.connect(autocommit=True) as db:
            db.execute("ANALYZE")

    def weights(self) -> Weights:
        with _session() as db:
            return _postgres_weights(db)


PLAIN = ("--no-owner", "--no-privileges", "--schema=public")


GOING = 3.0  # seconds
SESSIONS = """
SELECT application_name, pid FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY pid
"""


def _in_one_transaction(source: Path, at_last: Callable[[], None]) -> None:
    """What pg_restore says, between the dropping of the old and the COMMIT that psql hears only once all was said."""
    reading = [_program("pg_restore"), *PLAIN, "--file=-", str(source)]
    writing = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with (
        tempfile.TemporaryFile() as complaints,
        _started(reading, stdout=subprocess.PIPE, stderr=complaints) as restore,
        _started(writing, stdin=subprocess.PIPE, stderr=complaints) as psql,
    ):
        with suppress(BrokenPipeError):  # psql has stopped at an error, which stands among the complaints
            psql.stdin.write(b"BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
            shutil.copyfileobj(restore.stdout, psql.stdin)
            if restore.wait() == 0:
                at_last()
                psql.stdin.write(b"COMMIT;\n")
        with suppress(BrokenPipeError):
            psql.stdin.close()
        restore.stdout.close()
        failed = "psql" if psql.wait() else "pg_restore" if restore.wait() else ""
        if failed:
            complaints.seek(0)
            raise ProgramFailed(
                program=failed, said=_last_words(complaints.read().decode("utf-8", "replace"))
            )


def _started(command: list[str], **pipes: Any) -> Any:
    return subprocess.Popen(command, env={**os.environ, **postgres.environment()}, **pipes)  # noqa: S603 — PostgreSQL's own programs


def _last_words(said: str) -> str:
    return " ".join(said.split())[-300:]


@contextmanager
def _session() -> Iterator["psycopg.Connection[Any]"]:
    """One snapshot for everything inside, and one way of writing values whatever the server's settings are."""
    with postgres.connect() as db:
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        db.read_only = True
        db.execute("SET LOCAL timezone = 'UTC'")
        db.execute("SET LOCAL datestyle = 'ISO, YMD'")
        db.execute("SET LOCAL extra_float_digits = 1")
        yield db


def _one(db: "psycopg.Connection[Any]", question: str) -> Any:
    row = db.execute(question.encode()).fetchone()
    return row[0] if row else None


def _postgres_weights(db: "psycopg.Connection[Any]") -> Weights:
    tables = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    found = {name: _copied_weight(db, sql.SQL(ROWS).format(sql.Identifier(name))) for (name,) in tables}
    return {STRUCTURE: _copied_weight(db, sql.SQL(STRUCTURE_OF)), **found}


# Ordered by what the row says, byte by byte: no key is needed, and no server's language decides.
ROWS = 'COPY (SELECT t::text AS row FROM public.{} AS t ORDER BY t::text COLLATE "C") TO STDOUT'

# Names and kinds, not definitions: a definition is written differently once it has been dumped and read again.
STRUCTURE_OF = """
COPY (SELECT what FROM (
    SELECT c.relname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text
           AS what
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
     UNION ALL
    SELECT relkind::text || ' ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
     UNION ALL
    SELECT conrelid::regclass::text || ' ' || contype::text || ' ' || conname FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
     UNION ALL
    SELECT tgrelid::regclass::text || ' ' || tgenabled::text || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL
    SELECT proname || ' ' || md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS everything ORDER BY what COLLATE "C") TO STDOUT
"""


def _copied_weight(db: "psycopg.Connection[Any]", rows: sql.SQL | sql.Composed) -> Weight:
    digest, count = hashlib.new("sm3"), 0
    with db.cursor() as cursor, cursor.copy(rows) as stream:
        for block in stream:
            digest.update(block)
            count += bytes(block).count(b"\n")  # a line break inside a value is written as \n
    return Weight(count, digest.hexdigest())


def _program(name: str) -> str:
    program = postgres.program(name)
    if program is None:
        raise ProgramMissing(program=name)
    return program


def _call(name: str, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 — PostgreSQL's own program, told by us
        [_program(name), *arguments],
        env={**os.environ, **postgres.environment()},
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        raise ProgramFailed(program=name, said=_last_words(done.stderr))
