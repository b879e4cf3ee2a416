"""Run Greenbridge on this machine: prepare, web server, job worker, search indexer, until Ctrl-C.

    PORT=8123 GREENBRIDGE_VAR=/tmp/green python scripts/run.py          with demo data
    DEMO=0 python scripts/run.py                                         an empty installation
    python scripts/run.py --prepare-only                                 prepare, then leave

It listens on loopback only. Everything it writes lies under GREENBRIDGE_VAR; DATABASE_URL chooses PostgreSQL.
"""

import errno
import fcntl
import http.client
import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import console
import processes
from console import InTheWay, step
from prepare import prepare
from processes import Service

ROOT = Path(__file__).resolve().parent.parent
NEEDED_MB = 300
LONGEST_START = 60.0  # seconds


def main() -> int:
    processes.stop_on_signals()
    demo = os.environ.get("DEMO", "1") not in {"0", "no", "false"}
    var = Path(os.environ.get("GREENBRIDGE_VAR") or ROOT / "var").resolve()
    _require_space(var)
    _require_whole(var)
    if "--prepare-only" in sys.argv:
        with _held(var):
            _load_django(demo=demo, address="")
            print(processes.in_child(lambda: _prepared(demo=demo)), end="")
        return 0
    port = _free_port()
    with _held(var):
        address = f"http://127.0.0.1:{port}"
        _load_django(demo=demo, address=address)
        news = processes.in_child(lambda: _prepared(demo=demo))
        _serve(port, lambda: _announce(address, news, demo=demo))
    return 0


def _serve(port: int, announce: Callable[[], None]) -> None:
    """Run the web server, the job worker and the search indexer until somebody stops us."""
    services = [
        Service("web server", _web),
        Service("job worker", lambda: _command("worker")),
        Service("search indexer", lambda: _command("indexer")),
    ]
    with processes.kept_running(services) as watch:
        _await_answer(port, services)
        announce()
        try:
            while True:
                watch(60)
        except KeyboardInterrupt:
            print("\nStopping.", file=sys.stderr, flush=True)


def _prepared(*, demo: bool) -> str:
    from greenbridge.core.room import roomy

    return roomy(prepare)(demo=demo)


def _web() -> None:
    from django.contrib.staticfiles.storage import staticfiles_storage
    from gunicorn.app.wsgiapp import run

    # Loading Django reads the names of the static files; the preparation may have changed them since.
    names = cast(Any, staticfiles_storage)
    names.hashed_files, names.manifest_hash = names.load_manifest()
    sys.argv = ["gunicorn", "--config", str(ROOT / "config" / "gunicorn.py"), "config.wsgi:application"]
    run()


def _command(name: str) -> None:
    from django.core.management import call_command

    from greenbridge.core.room import roomy

    roomy(call_command)(name)


def _await_answer(port: int, services: list[Service]) -> None:
    deadline = time.monotonic() + LONGEST_START
    with step("Web server, job worker and search indexer"):
        while not _answers(port):
            for service in services:
                if not service.process.is_alive():
                    raise InTheWay(f"The {service.name} did not start; its message stands above.")
            if time.monotonic() > deadline:
                raise InTheWay(f"The web server did not answer within {LONGEST_START:.0f} seconds.")
            time.sleep(0.05)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _announce(address: str, news: str, *, demo: bool) -> None:
    print(f"Greenbridge is ready at {address}")
    if news:
        print(news.rstrip())
    if demo:
        print(f"Sign in with one click at {address}/demo/")
    print("Ctrl-C stops it.", flush=True)


def _load_django(*, demo: bool, address: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["GREENBRIDGE_LOCAL"] = "1"
    os.environ["GREENBRIDGE_DEMO"] = "1" if demo else "0"
    if address:
        os.environ["GREENBRIDGE_URL"] = address
    sys.path.insert(0, str(ROOT))  # a script's own folder stands there, not the checkout
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        with step("Loading"):
            django.setup()
    except ImproperlyConfigured as error:
        raise InTheWay(f"The settings cannot be used: {str(error).splitlines()[0]}") from error


def _free_port() -> int:
    """The port to listen on, found free just now."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise InTheWay(f"PORT={given} is no port: give a number from 1024 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(given)))
        except PermissionError:
            raise InTheWay(
                f"Port {given} is reserved for the system: choose one, as in PORT=8123 make run."
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise InTheWay(f"Port {given} is in use: choose another, as in PORT=8123 make run.") from None
    os.environ["PORT"] = given
    return int(given)


def _require_space(var: Path) -> None:
    try:
        var.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(var).free // 1_000_000
    except OSError as error:
        raise InTheWay(
            f"{var} cannot be used: {error.strerror}. Choose another place with GREENBRIDGE_VAR."
        ) from error
    if free < NEEDED_MB:
        raise InTheWay(
            f"Only {free} MB are free where {var} lies, and {NEEDED_MB} MB are needed: "
            "make room there, or choose another place with GREENBRIDGE_VAR."
        )


def _require_whole(var: Path) -> None:
    mark = var / "restoring"
    if mark.exists():
        raise InTheWay(
            f"A restore into {var} was not finished: run it again, {mark.read_text('utf-8')}, "
            "or choose another place with GREENBRIDGE_VAR."
        )


@contextmanager
def _held(var: Path) -> Iterator[None]:
    """Keep a second start away from the same files."""
    with (var / "running").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InTheWay(
                f"Greenbridge already runs from {var}: stop it, or choose another place with GREENBRIDGE_VAR."
            ) from None
        yield


if __name__ == "__main__":
    console.run(main)
