"""A whole installation of one's own, worked on by the commands that operators use."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import psycopg
from django.db import connection, connections
from psycopg import sql

from greenbridge.operations.backups.drills import scratch_database
from greenbridge.testing import template
from greenbridge.testing.commands import Loaded

KEY = "a key that only the stories of backups know"
OF_OTHERS = {"SECRET_KEY", "AUDIT_KEY"}  # as a new one does, it makes keys of its own and keeps them
Rows = dict[str, list[str]]


@dataclass(frozen=True)
class Installation:
    """A folder with the data and, for PostgreSQL, the address of a database."""

    var: Path
    url: str
    _loaded: dict[frozenset[tuple[str, str]], Loaded] = field(default_factory=dict, compare=False)
    """What commands of one environment run in, until a fire or the end."""

    @property
    def file(self) -> Path:
        return self.var / "greenbridge.sqlite3"

    def environment(self, **more: str) -> dict[str, str]:
        ours = {
            "GREENBRIDGE_VAR": str(self.var),
            "GREENBRIDGE_LOCAL": "1",
            "DATABASE_URL": self.url,
            "BACKUP_KEY": KEY,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        left = {name: value for name, value in os.environ.items() if name not in OF_OTHERS}
        return left | ours | more

    def manage(self, *arguments: object, **more: str) -> "subprocess.CompletedProcess[str]":
        """What ``manage.py`` answers, whether it succeeds or not."""
        environment = self.environment(**more)
        kept = frozenset(environment.items())
        if kept not in self._loaded:
            self._loaded[kept] = Loaded(environment)
        return self._loaded[kept].run([*map(str, arguments)])

    def rest(self) -> None:
        """Nothing of it runs any more; the next command knows only what lies on the disk."""
        while self._loaded:
            self._loaded.popitem()[1].end()

    def rows(self) -> Rows:
        """Every row of every table, as text; read without any of the house's own code."""
        return _postgres_rows(self.url) if self.url else _sqlite_rows(self.file)

    def execute(self, statement: str) -> None:
        """One statement, behind everybody's back."""
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as db:
                db.execute(statement.encode())
        else:
            with closing(sqlite3.connect(self.file)) as lite:
                lite.execute(statement)
                lite.commit()

    def empty(self) -> None:
        """What a fire does."""
        self.rest()
        shutil.rmtree(self.var, ignore_errors=True)
        if self.url:
            self.execute("DROP SCHEMA public CASCADE")
            self.execute("CREATE SCHEMA public")


@contextmanager
def installed(var: Path, like: Installation | None = None) -> Iterator[Installation]:
    """A copy of another installation; else one with every table and no rows but those of the migrations."""
    if like is None:
        var.mkdir(parents=True)
    else:
        shutil.copytree(like.var, var)
    connections.close_all()
    with _database(var, like) as url:
        made = Installation(var, url)
        try:
            yield made
        finally:
            made.rest()


@contextmanager
def _database(var: Path, like: Installation | None) -> Iterator[str]:
    """Copied where there is none; its address, or nothing where the folder holds it."""
    if connection.vendor == "postgresql":
        cast(Any, connection).close_pool()  # a database is copied only while nobody is in it
        source = urlsplit(like.url).path[1:] if like else template.beside()
        with scratch_database(template=source) as url:
            yield url
        return
    if like is None:
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as ours,
            closing(sqlite3.connect(Installation(var, "").file)) as copy,
        ):
            ours.backup(copy)
    yield ""


def _sqlite_rows(file: Path) -> Rows:
    with closing(sqlite3.connect(file)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(repr, db.execute(f'SELECT * FROM "{name}"'))) for name in names}


def _postgres_rows(url: str) -> Rows:
    with psycopg.connect(url) as db:
        names = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        ask: Any = sql.SQL("SELECT t::text FROM {} AS t")
        return {
            name: sorted(row for (row,) in db.execute(ask.format(sql.Identifier(name)))) for (name,) in names
        }
