"""Servers of one's own on loopback: started, waited for, killed, and gone with their context."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

LONGEST_START = 90.0  # seconds, on a busy machine
GRACE = 15.0


class DidNotStart(Exception):
    """A server did not listen in time; its last words stand in ``str()``."""


class Server:
    """A process with a port, which leads a process group of its own. Its words are kept in a file."""

    def __init__(
        self, command: Sequence[str], port: int, log: Path, *, cwd: Path, env: Mapping[str, str]
    ) -> None:
        self.port, self.log = port, log
        self._command, self._cwd, self._env = list(command), cwd, dict(env)
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self._command,
                cwd=self._cwd,
                env=self._env,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def await_port(self) -> "Server":
        """Raises DidNotStart."""
        deadline = time.monotonic() + LONGEST_START
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return self
            time.sleep(0.05)
        raise DidNotStart(f"{self._command[0]}: {self.log.read_text('utf-8', 'replace')[-800:]}")

    def kill(self) -> None:
        """The process and all it started, without a word."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
        self.kill()


@contextmanager
def gone_afterwards(*servers: Server) -> Iterator[None]:
    try:
        yield
    finally:
        for server in servers:
            server.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
