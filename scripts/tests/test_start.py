"""Whatever is in the way of a start is said in one sentence that tells what to do, and nothing is left behind."""

import errno
import fcntl
import importlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.db import OperationalError

SCRIPTS = Path(__file__).resolve().parents[1]
# What Python reads first in a child: it changes what the machine seems to have.
NO_ENSUREPIP = """
import importlib.util as it
find = it.find_spec
it.find_spec = lambda name, *rest: None if name == "ensurepip" else find(name, *rest)
"""
HARDLY_ANY_SPACE = """
import collections, shutil
shutil.disk_usage = lambda path: collections.namedtuple("usage", "total used free")(9_000_000, 4_000_000, 5_000_000)
"""
PIP_ON_A_FULL_DISK = """#!/bin/sh
[ "$1" = -c ] && exit 0
echo "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
exit 1
"""

PIP_WITH_A_MIRROR = """#!/bin/sh
[ "$1" = -c ] && exit 0
[ "$3" = config ] && echo "global.index-url='http://mirror.example/simple'" && exit 0
for last; do :; done
echo "pip $(basename "$last")" >> calls
"""
UV_THAT_GETS_NOTHING = """#!/bin/sh
echo "uv $UV_DEFAULT_INDEX" >> calls
exit 1
"""

PACKAGES_THAT_ARE_THERE = "#!/bin/sh\nexit 0\n"
NPM_WITHOUT_A_NETWORK = """#!/bin/sh
[ "$1" = --version ] && echo 10.9.0 && exit 0
echo "npm error request to https://registry.example/htmx.org failed, reason: getaddrinfo EAI_AGAIN"
echo
echo "npm error A complete log of this run can be found in: /root/.npm/_logs/debug-0.log"
exit 1
"""


def told(script: Path, *arguments: str, machine: str = "", **more: str) -> tuple[int, list[str]]:
    """The exit code, and the lines that a person reads."""
    around = script.parent / "machine"  # not there unless the machine is to seem another
    if machine:
        around.mkdir()
        (around / "sitecustomize.py").write_text(machine, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        env=os.environ | {"PYTHONPATH": str(around)} | more,
        capture_output=True,
        text=True,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


def command(file: Path, script: str) -> None:
    """A program of that name which does no more than a story needs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(script, "utf-8")
    file.chmod(0o755)


def installing(checkout: Path, pip: str) -> tuple[int, list[str]]:
    """What a person reads where pip does this, and npm reaches nobody."""
    place = checkout.parent
    command(place / ".venv" / "bin" / "python", pip)
    for name in ("node", "npm"):
        command(place / "bin" / name, NPM_WITHOUT_A_NETWORK)
    for lock in ("requirements.lock", "package-lock.json"):
        (place / lock).write_text("", "utf-8")
    return told(checkout / "setup.py", "run", PATH=f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which nothing is installed yet; its scripts."""
    return shutil.copytree(
        SCRIPTS, tmp_path / "scripts", ignore=shutil.ignore_patterns("tests", "__pycache__")
    )


def test_a_port_in_use_is_named_with_what_to_type_instead(checkout: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        code, lines = told(checkout / "run.py", PORT=port, GREENBRIDGE_VAR=str(tmp_path / "var"))

    assert (code, lines) == (
        1,
        [f"Greenbridge: Port {port} is in use: choose another, as in PORT=8123 make run."],
    )


def test_a_second_start_from_the_same_place_is_kept_away(checkout: Path, tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    with (var / "running").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)

        code, lines = told(checkout / "run.py", "--prepare-only", GREENBRIDGE_VAR=str(var))

    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith(f"Greenbridge: Greenbridge already runs from {var}: stop it, or choose")


def test_what_a_restore_left_half_done_is_not_started(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "restoring").write_text("manage.py restore /kept/one --force", "utf-8")

    code, lines = told(checkout / "run.py", "--prepare-only", GREENBRIDGE_VAR=str(tmp_path))

    assert (code, len(lines)) == (1, 1)
    assert "was not finished: run it again, manage.py restore /kept/one --force" in lines[0]


@pytest.mark.parametrize("port", ["0", "65536", "abc", "-1"])
def test_what_is_no_port_is_said_to_be_none(checkout: Path, tmp_path: Path, port: str) -> None:
    code, lines = told(checkout / "run.py", PORT=port, GREENBRIDGE_VAR=str(tmp_path / "var"))

    assert (code, lines) == (
        1,
        [f"Greenbridge: PORT={port} is no port: give a number from 1024 to 65535."],
    )


def test_a_python_without_venv_is_told_which_package_to_install(checkout: Path, tmp_path: Path) -> None:
    code, lines = told(checkout / "setup.py", "run", machine=NO_ENSUREPIP)

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert (code, lines) == (
        1,
        [
            "Greenbridge: This Python comes without venv: "
            f"install it with: sudo apt install python{version}-venv"
        ],
    )
    assert not (tmp_path / ".venv").exists()


def test_too_little_space_is_said_before_anything_is_written(checkout: Path, tmp_path: Path) -> None:
    for script in ("setup.py", "run.py"):
        shutil.rmtree(checkout / "machine", ignore_errors=True)
        code, lines = told(
            checkout / script, machine=HARDLY_ANY_SPACE, GREENBRIDGE_VAR=str(tmp_path / "var"), PORT="8123"
        )

        assert code == 1
        assert [line.startswith("Greenbridge: Only 5 MB are free where ") for line in lines] == [True]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scripts", "var"]
    assert list((tmp_path / "var").iterdir()) == []


def test_a_disk_that_fills_up_while_packages_are_installed_is_named(checkout: Path) -> None:
    code, lines = installing(checkout, PIP_ON_A_FULL_DISK)

    assert code == 1
    assert lines[-1].startswith("Greenbridge: The disk is full: make room where ")


@pytest.mark.parametrize(
    "trouble",
    [OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full")],
    ids=["file", "database"],
)
def test_a_disk_that_fills_up_while_data_is_prepared_is_named(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    prepare = importlib.import_module("prepare")
    monkeypatch.setattr(prepare, "_migrate", Mock(side_effect=trouble))

    with pytest.raises(prepare.InTheWay, match="The disk is full: make room where "):
        prepare.prepare(demo=False)


def test_of_a_failed_installation_the_reason_is_told_and_not_where_its_log_lies(checkout: Path) -> None:
    code, lines = installing(checkout, PACKAGES_THAT_ARE_THERE)

    assert code == 1
    assert "getaddrinfo EAI_AGAIN — more in " in lines[-1]


def test_packages_come_from_where_pip_takes_them_and_by_pip_where_the_quicker_one_gets_nothing(
    checkout: Path, tmp_path: Path
) -> None:
    command(tmp_path / ".venv" / "bin" / "python", PIP_WITH_A_MIRROR)
    command(tmp_path / ".venv" / "bin" / "uv", UV_THAT_GETS_NOTHING)
    (tmp_path / "requirements-dev.lock").write_text("", "utf-8")
    (tmp_path / "requirements.lock").write_text("", "utf-8")

    code, lines = told(checkout / "setup.py", "check")

    assert code == 0, lines
    assert (tmp_path / "calls").read_text("utf-8").splitlines() == [
        "pip requirements-uv.lock",
        "uv http://mirror.example/simple",
        "pip requirements-dev.lock",
    ]


def test_a_command_runs_from_a_shell_that_has_nothing_but_python3(tmp_path: Path) -> None:
    """As on a fresh Debian, where nothing is called python and no environment is switched on."""
    (tmp_path / "python3").symlink_to(sys.executable)

    done = subprocess.run(
        [SCRIPTS.parent / "manage.py", "version"],
        env={"PATH": str(tmp_path), "GREENBRIDGE_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("5.")


def test_a_place_where_nothing_may_be_written_is_named(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    code, lines = told(checkout / "run.py", GREENBRIDGE_VAR=str(tmp_path / "file" / "var"))

    assert (code, len(lines)) == (1, 1)
    assert lines[0].endswith("Choose another place with GREENBRIDGE_VAR.")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://nobody@127.0.0.1:1/none", "The database does not answer: connection failed: "),
        (
            "mysql://somebody@localhost/green",
            "The settings cannot be used: DATABASE_URL names no PostgreSQL: ",
        ),
        ("localhost", "The settings cannot be used: DATABASE_URL names no PostgreSQL: "),
        (
            "postgres://localhost:port/green",
            "The settings cannot be used: DATABASE_URL names no PostgreSQL: ",
        ),
    ],
)
def test_a_database_that_cannot_be_had_is_one_sentence_at_once(
    tmp_path: Path, url: str, expected: str
) -> None:
    code, lines = told(
        SCRIPTS / "run.py", "--prepare-only", DATABASE_URL=url, GREENBRIDGE_VAR=str(tmp_path / "var")
    )

    assert code == 1
    assert lines[-1].startswith(f"Greenbridge: {expected}")
    assert [line for line in lines[:-1] if not line.strip().startswith("Loading")] == []


@pytest.mark.parametrize(("ci", "expected"), [("", 0), ("true", 1)])
def test_a_part_of_the_tests_that_cannot_run_is_named_and_fails_only_where_it_must(
    ci: str, expected: int
) -> None:
    code, lines = told(SCRIPTS / "test.py", PART="e2e", PATH="", GREENBRIDGE_CHROMIUM="", CI=ci)

    assert code == expected
    assert lines == [
        "Not run: e2e. Chromium was not found: install it with: sudo apt install chromium",
        "0 parts passed, 1 not run",
    ]


def test_synonyms_that_a_new_version_brings_are_loaded_at_its_first_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    prepare = importlib.import_module("prepare")
    words = tmp_path / "greenbridge" / "search" / "synonyms.py"
    words.parent.mkdir(parents=True)
    words.write_text("former ones", "utf-8")
    kept = prepare.Kept(tmp_path / "prepared.json", tmp_path)
    kept.keep("ground", prepare.GROUND)
    assert kept.is_current("ground", prepare.GROUND)

    words.write_text("more of them", "utf-8")

    assert not kept.is_current("ground", prepare.GROUND)


def test_a_command_without_its_database_says_so_and_finds_nothing_broken() -> None:
    """1 says of ``audit_verify`` that the trail was tampered with."""
    environment = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "manage.py", "audit_verify", "--json"]
    done = subprocess.run(
        command,
        cwd=SCRIPTS.parent,
        env=environment | {"GREENBRIDGE_LOCAL": "1"},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert [line[:28] for line in done.stderr.splitlines()][-1:] == ["The database does not answer"]
    assert "Traceback" not in done.stderr
