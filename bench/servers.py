"""The servers under measurement: ours, the bare Django site, nginx. Each ends with its context, and with this process."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.world import ROOT, environment

LONGEST_START = 60.0  # seconds
GRACE = 10.0
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
OURS, BARE = "config.wsgi:application", "bench.peer.wsgi:application"

NGINX = """
{user}
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  sendfile on;
  keepalive_requests 1000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  default_type text/html;
  server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


class DidNotStart(Exception):
    """A server did not answer in time."""


class Server:
    """A running server: where it listens and what it has cost so far."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self._process = process

    def cpu_seconds(self) -> float:
        """User and system time of the process and all its descendants, from /proc."""
        return sum(cpu_ticks(pid) for pid in _family(self._process.pid)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def gunicorn(application: str, var: Path, **settings: str) -> Iterator[Server]:
    """An application behind the house's own gunicorn settings."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", application]
    with _running(command, port, environment(var, PORT=str(port), **settings)) as server:
        yield server


@contextmanager
def nginx(folder: Path, pages: Mapping[str, bytes]) -> Iterator[Server | None]:
    """nginx serving the bytes as files; None where the machine has none."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        yield None
        return
    port = _free_port()
    (folder / "pages").mkdir(parents=True)
    for name, content in pages.items():
        (folder / "pages" / name).write_bytes(content)
    user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""  # else it may not read our files
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, port=port, user=user), "utf-8")
    command = [
        program,
        "-p",
        str(folder),
        "-e",
        f"{folder}/error.log",
        "-c",
        str(settings),
        "-g",
        "daemon off;",
    ]
    with _running(command, port, dict(os.environ)) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, env: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdout=sys.stderr,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )
    try:
        _await(process, port)
        yield Server(process, port)
    finally:
        _stop(process)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise DidNotStart(f"{process.args!r} did not listen on port {port}.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # its own session: nobody else is in that group
    process.wait()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    """The process and everything it started."""
    parents = {int(entry.name): _fields(int(entry.name)) for entry in Path("/proc").glob("[0-9]*")}
    family = [pid]
    for member in family:  # grows while it is walked
        family += [child for child, fields in parents.items() if fields and int(fields[1]) == member]
    return family


def cpu_ticks(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _fields(pid: int) -> list[str]:
    """What /proc/PID/stat says after the program's name; nothing for a process that has just ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []
