"""Run every test: on SQLite, on a private PostgreSQL, and in a browser.

    python scripts/test.py                    all parts
    PART=postgres python scripts/test.py      one of them: sqlite, postgres, e2e

They run side by side: while a browser waits for a page, the databases have the processor. Stories that ask no database
are told once, beside SQLite. A part for which the machine lacks something is named with what to install; under CI=true
that is a failure.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import console
import processes
import setup
from console import InTheWay

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # a script's own folder stands there, not the checkout

from greenbridge.testing import browsers, postgres  # noqa: E402 — found through the line above

OURS = ("GREENBRIDGE_", "DATABASE_URL", "SECRET_KEY", "EMAIL_", "PORT", "DEMO", "PART", "MAKE", "MFLAGS")

Environment = dict[str, str]


class Part:
    """One run of pytest, and how it ended: "passed", "failed" or "not run"."""

    def __init__(
        self, name: str, needs: Callable[[ExitStack], Environment], *arguments: str, yields: int = 0
    ) -> None:
        """``yields``: how readily it lets a part that takes longer go first, so that all end together."""
        self.name = name
        self.yields = yields
        self.reason = ""
        self._needs = needs
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._output: Path | None = None

    def start(self, cleanup: ExitStack, *, quietly: bool) -> None:
        """Begin. ``quietly`` keeps the output until the end, for parts that run side by side."""
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix=f"greenbridge-{self.name}-")))
        try:
            environment = (
                _plain_environment() | self._needs(cleanup) | {"GREENBRIDGE_VAR": str(folder / "var")}
            )
        except (InTheWay, postgres.NoPostgres) as reason:
            self.reason = str(reason)
            return
        self._output = folder / "output" if quietly else None
        self._process = self._begin(environment)
        cleanup.callback(_stop, self._process)

    def finish(self) -> str:
        """Wait for the end and show what was kept."""
        if self._process is None:
            return "not run"
        code = self._process.wait()
        if self._output:
            print(f"\n--- {self.name} ---\n{self._output.read_text('utf-8', errors='replace')}", flush=True)
        return "failed" if code else "passed"

    def _begin(self, environment: Environment) -> "subprocess.Popen[bytes]":
        print(f"Tests: {self.name}", flush=True)
        nice = ["nice", "-n", str(self.yields)] if self.yields else []
        command = [*nice, sys.executable, "-m", "pytest", "-o", f"cache_dir=.pytest_cache/{self.name}"]
        with ExitStack() as files:
            output = files.enter_context(self._output.open("wb")) if self._output else None
            return subprocess.Popen(
                [*command, *self._arguments], cwd=ROOT, env=environment, stdout=output, stderr=output
            )


def main() -> int:
    processes.stop_on_signals()
    wanted = os.environ.get("PART") or ""
    parts = [part for part in PARTS if wanted in {"", part.name}]
    if not parts:
        raise InTheWay(f"PART={wanted} is no part: choose postgres, sqlite or e2e.")
    return _summed_up(_run_side_by_side(parts))


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Interrupt pytest, which then takes down what its tests have started."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _run_side_by_side(parts: list[Part]) -> list[tuple[Part, str]]:
    with ExitStack() as cleanup:
        for part in parts:
            part.start(cleanup, quietly=len(parts) > 1)
        return [(part, part.finish()) for part in parts]


def _summed_up(outcomes: list[tuple[Part, str]]) -> int:
    """Say how many parts ended how; the exit code."""
    words = [word for _, word in outcomes]
    for part, word in outcomes:
        if word == "not run":
            print(f"Not run: {part.name}. {part.reason}")
        elif word == "failed":
            print(f"Failed: {part.name}.")
    ends = [f"{words.count('passed')} parts passed"]
    ends += [f"{words.count(word)} {word}" for word in ("failed", "not run") if word in words]
    print(", ".join(ends), flush=True)
    return int("failed" in words or ("not run" in words and os.environ.get("CI") in {"true", "1"}))


def _plain_environment() -> Environment:
    """Ours without what a developer may have set for a running installation.

    Modules are compiled once and not by each of the many commands that stories start, whatever the shell says.
    """
    return {
        name: value for name, value in os.environ.items() if not name.startswith((*OURS, "PYTHONDONTWRITE"))
    }


def _sqlite(cleanup: ExitStack) -> Environment:
    return {}


def _postgres(cleanup: ExitStack) -> Environment:
    if postgres.find_binaries() is None:
        setup.install("requirements-postgres.lock")
    return {"DATABASE_URL": cleanup.enter_context(postgres.private_cluster())}


def _browser(cleanup: ExitStack) -> Environment:
    found = browsers.installed()
    if not found:
        raise InTheWay("Chromium was not found: install it with: sudo apt install chromium")
    return {"GREENBRIDGE_CHROMIUM": found}


PARTS = [
    Part("postgres", _postgres, "-m", "database"),
    Part("sqlite", _sqlite, yields=2),
    Part("e2e", _browser, "e2e", yields=1),
]


if __name__ == "__main__":
    console.run(main)
