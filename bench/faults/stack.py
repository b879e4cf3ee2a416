"""The real processes, as ``make run`` starts them, and how each of them is killed."""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg

from greenbridge.testing import postgres
from greenbridge.testing.commands import Loaded
from greenbridge.testing.servers import Server, free_port

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 900.0  # seconds; a first start takes five minutes where others keep the processors busy
APART = 15.0  # seconds between two deaths of one service: the supervisor gives up at five in a minute
OF_OTHERS = {"SECRET_KEY", "AUDIT_KEY", "DJANGO_SETTINGS_MODULE"}  # of whoever starts it: a house has its own


class DidNotCome(Exception):
    """The house did not start, or did not come back."""


class House:
    """scripts/run.py with its children; on PostgreSQL a cluster besides, whose supervisor we are."""

    def __init__(self, folder: Path, cluster: postgres.Cluster | None, **more: str) -> None:
        self.var, self.cluster, self.port = folder / "var", cluster, free_port()
        self.restarts: Counter[str] = Counter()
        self._killed_at: dict[str, float] = {}
        self._commands: Loaded | None = None
        left = {k: v for k, v in os.environ.items() if k not in OF_OTHERS}
        ours = {
            "PORT": str(self.port),
            "GREENBRIDGE_VAR": str(self.var),
            "DATABASE_URL": cluster.url if cluster else "",
            "DEMO": "1",
        }
        self._environment = left | ours | more
        self.server = Server(
            [sys.executable, "scripts/run.py"], self.port, folder / "log", cwd=ROOT, env=self._environment
        )

    def close(self) -> None:
        self.server.kill()
        if self._commands:
            self._commands.end()

    def await_ready(self) -> None:
        deadline = time.monotonic() + LONGEST_START
        while "Greenbridge is ready" not in self.words():
            if self.server.process.poll() is not None or time.monotonic() > deadline:
                raise DidNotCome(self.words()[-1500:])
            time.sleep(0.1)

    def words(self) -> str:
        return self.server.log.read_text("utf-8", "replace")

    def manage(self, *arguments: str) -> str:
        """What a command of ``manage.py`` prints in this installation. Raises RuntimeError with its complaint."""
        if self._commands is None:
            told = {"GREENBRIDGE_LOCAL": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
            self._commands = Loaded(self._environment | told)
        done = self._commands.run(arguments)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    @property
    def victims(self) -> dict[str, Callable[[], bool]]:
        """Everything that can be killed, and how: it says whether there was one."""
        here: dict[str, Callable[[], bool]] = {
            "web worker": self._kill_web_worker,
            "web server": lambda: _kill(self._child("web server")),
            "job worker": lambda: _kill(self._child("job worker")),
            "indexer": lambda: _kill(self._child("search indexer")),
        }
        if self.cluster:
            here |= {"postgres backend": self._kill_backend, "postgres": self._kill_postgres}
        return here

    def strike(self, dice: random.Random) -> None:
        """Kill something, where its last death is long enough ago; what has never died first."""
        now = time.monotonic()
        ready = [name for name in self.victims if now - self._killed_at.get(name, -APART) >= APART]
        if ready:
            self.kill(dice.choice([name for name in ready if not self.restarts[name]] or ready))

    def kill(self, name: str) -> bool:
        """Kill one of the ``victims``; nothing where none is there at this moment."""
        is_killed = self.victims[name]()
        if is_killed:
            self._killed_at[name] = time.monotonic()
            self.restarts[name] += 1
        return is_killed

    def _kill_web_worker(self) -> bool:
        server = self._child("web server")
        return bool(server and _kill(next(iter(_children(server)), 0)))

    def _child(self, name: str) -> int:
        """The service of ``scripts/run.py`` with that name; 0 while it is not there."""
        return next((pid for pid in _children(self.server.process.pid) if _name(pid) == name), 0)

    def _kill_backend(self) -> bool:
        assert self.cluster
        with suppress(psycopg.Error), psycopg.connect(self.cluster.url) as db:
            row = db.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                " ORDER BY state = 'active' DESC, random() LIMIT 1"
            ).fetchone()
            return bool(row and _kill(row[0]))
        return False

    def _kill_postgres(self) -> bool:
        assert self.cluster
        self.cluster.kill()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(postgres.NoPostgres):  # its sessions have not all noticed yet
                self.cluster.start()
                return True
            time.sleep(0.2)
        raise DidNotCome("PostgreSQL did not start again.")


def _kill(pid: int) -> bool:
    with suppress(ProcessLookupError):
        if pid > 1:
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
