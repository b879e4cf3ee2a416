"""Reaching PostgreSQL past Django: for its own programs, and for work that needs a connection to itself."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections

# Django's name of a setting → libpq's, and the variable that PostgreSQL's programs read.
_NAMES = {
    "NAME": ("dbname", "PGDATABASE"),
    "USER": ("user", "PGUSER"),
    "PASSWORD": ("password", "PGPASSWORD"),
    "HOST": ("host", "PGHOST"),
    "PORT": ("port", "PGPORT"),
}
_TLS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}


def is_in_use() -> bool:
    return connection.vendor == "postgresql"


def connect(**changes: Any) -> "psycopg.Connection[Any]":
    """A connection of one's own to the house's database, without the time limits of a web request."""
    given: dict[str, Any] = {libpq: connection.settings_dict[ours] for ours, (libpq, _) in _NAMES.items()}
    given |= {name: _options()[name] for name in _TLS if name in _options()}
    return psycopg.connect(**{name: value for name, value in (given | changes).items() if value != ""})


@contextmanager
def asked_briefly(seconds: int) -> Iterator[None]:
    """Within, Django asks on a connection of its own instead of one of the pool, and is held up no longer than this.

    A pool waits for a server that is down, and for a while after it is back. One that hangs heeds no limit on its
    statements: then the line is cut, and whoever asked gets an OperationalError. Within a transaction nothing changes.
    """
    usual = connections[connection.alias]
    if not is_in_use() or usual.in_atomic_block:
        yield
        return
    own = usual.copy()
    own.settings_dict["OPTIONS"] = _options() | {
        "connect_timeout": seconds,
        "options": f"-c statement_timeout={seconds}s",
    }
    own.settings_dict["OPTIONS"].pop("pool", None)
    connections[connection.alias] = own
    began = time.monotonic()
    try:
        own.ensure_connection()
        with _cut_after(began + seconds - time.monotonic(), own.connection):
            yield
    finally:
        connections[connection.alias] = usual
        own.close()


@contextmanager
def _cut_after(seconds: float, line: "psycopg.Connection[Any]") -> Iterator[None]:
    with socket.socket(fileno=os.dup(line.fileno())) as end:
        timer = threading.Timer(max(seconds, 0), _cut, [end])
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _cut(end: socket.socket) -> None:
    with suppress(OSError):  # the server has hung up
        end.shutdown(socket.SHUT_RDWR)


def environment() -> dict[str, str]:
    """What pg_dump and its like have to know; a password never stands on a command line."""
    given = {name: str(connection.settings_dict[ours]) for ours, (_, name) in _NAMES.items()}
    given |= {name: str(_options()[option]) for option, name in _TLS.items() if option in _options()}
    return {name: value for name, value in given.items() if value}


def program(name: str) -> str | None:
    """One of PostgreSQL's programs: the newest that Debian has installed, else the one on the PATH.

    The newest, because pg_dump reads servers of its own version and older ones only.
    """
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version, reverse=True)
    return str(installed[0]) if installed else shutil.which(name)


def _options() -> dict[str, Any]:
    return dict(connection.settings_dict.get("OPTIONS") or {})


def _version(file: Path) -> int:
    name = file.parent.parent.name
    return int(name) if name.isdigit() else 0
