"""An operator sets up a machine by deploy/README.md, line by line, and brings releases into use."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"
STUBS = ("python3", "runuser", "systemctl", "curl", "nginx")
UNITS = ("greenbridge-web@.service", "greenbridge-worker.service", "greenbridge-indexer.service")


def blocks() -> tuple[str, dict[str, str]]:
    """What is done once, and the environment."""
    once, environment, *_ = re.findall(r"```sh\n(.*?)```", (DEPLOY / "README.md").read_text("utf-8"), re.S)
    lines = [line for line in environment.splitlines() if line and not line.startswith("#")]
    return once, dict(line.split("=", 1) for line in lines)


def writable(unit: str) -> set[str]:
    """Where a unit lets its process write."""
    found = re.search(r"^ReadWritePaths=(.*)$", (DEPLOY / unit).read_text("utf-8"), re.M)
    assert found
    return {path.lstrip("-") for path in found[1].split()}


def test_every_place_of_the_environment_is_made_and_may_be_written() -> None:
    once, environment = blocks()
    folders = {environment["GREENBRIDGE_VAR"], environment["BACKUP_DIR"]}
    files = {place for name, place in environment.items() if name.endswith("_FILE")}

    assert all(environment["GREENBRIDGE_VAR"] in writable(unit) for unit in UNITS)
    assert environment["BACKUP_DIR"] in writable("greenbridge-worker.service")
    made = [line.partition("   #")[0] for line in once.splitlines() if re.match(r"install|useradd", line)]
    for folder in folders:
        assert any(folder in line and "greenbridge" in line.split() for line in made), folder
    for file in files:
        assert any(f"install -m 640 -g greenbridge-keys /dev/null {file}" in line for line in made), file
    elsewhere = {value for value in environment.values() if value.startswith("/")} - folders - files
    assert elsewhere == {environment["FILES_ACCEL"]}  # an address within nginx, no place on the disk
    assert f"location {environment['FILES_ACCEL']} {{" in (DEPLOY / "nginx.conf").read_text("utf-8")


def test_the_folder_of_the_certificate_is_made_and_what_is_called_is_installed() -> None:
    once, _ = blocks()
    told = (DEPLOY / "README.md").read_text("utf-8")
    certificates = re.findall(r"ssl_certificate\w*\s+(\S+);", (DEPLOY / "nginx.conf").read_text("utf-8"))

    assert [Path(file).name for file in certificates] == ["fullchain.pem", "privkey.pem"]
    assert all(f"out {file}" in once for file in certificates)
    assert {"nginx-light", "postgresql", "curl"} <= set(once.splitlines()[0].split())
    assert "sudo" not in told  # a plain Debian has none
    assert "createuser --createdb" in once  # for the drill


def released(folder: Path, *, failing: str = "") -> tuple[int, list[str], Path]:
    """How a release ends, what it called, and the machine's /etc; a call that contains ``failing`` fails.

    Another one in the same folder comes after the first.
    """
    checkout, etc, programs, called = (folder / name for name in ("checkout", "etc", "programs", "called"))
    shutil.rmtree(checkout, ignore_errors=True)
    shutil.copytree(DEPLOY, checkout / "deploy")
    for name in ("systemd/system", "nginx/conf.d", "greenbridge"):
        (etc / name).mkdir(parents=True, exist_ok=True)
    (etc / "greenbridge" / "environment").write_text("GREENBRIDGE_HOSTS=green.example,other.example\n")
    programs.mkdir(exist_ok=True)
    called.unlink(missing_ok=True)
    for name in STUBS:
        stub = programs / name
        stub.write_text(
            f'#!/bin/sh\ncalled="{name} $*"\necho "$called" >> {called}\n'
            f'case "$called" in *"{failing or "no such call"}"*) exit 1;; esac\n'
        )
        stub.chmod(0o755)
    script = checkout / "deploy" / "release"
    script.write_text(script.read_text("utf-8").replace("/etc/", f"{etc}/"))
    path = f"{programs}:{os.environ['PATH']}"
    done = subprocess.run([script], env={"PATH": path}, capture_output=True, text=True)
    return done.returncode, called.read_text("utf-8").splitlines(), etc


def test_a_release_brings_everything_that_changed_into_use(tmp_path: Path) -> None:
    code, called, etc = released(tmp_path)

    assert code == 0
    assert {file.name for file in (etc / "systemd" / "system").iterdir()} == set(UNITS)
    steps = [" ".join(call.split()[:3]) for call in called if call.startswith(("systemctl", "nginx"))]
    assert steps == [
        "systemctl daemon-reload",
        "systemctl restart greenbridge-web@8001",
        "systemctl restart greenbridge-web@8002",
        "systemctl restart greenbridge-worker",
        "nginx -t",
        "systemctl reload nginx",
    ]
    assert all("Host: green.example" in call for call in called if call.startswith("curl"))
    ours = (etc / "nginx" / "conf.d" / "greenbridge.conf").read_text("utf-8")
    assert "server_name green.example;" in ours
    assert "greenbridge.example" not in ours


@pytest.mark.parametrize("failing", ["migrate", "127.0.0.1:8001/healthz", "nginx -t"])
def test_a_release_stops_at_what_fails(failing: str, tmp_path: Path) -> None:
    code, called, _ = released(tmp_path, failing=failing)

    assert code != 0
    assert failing in called[-1]


def test_every_release_but_the_first_makes_a_backup_before_it_changes_the_database(tmp_path: Path) -> None:
    first, second = (released(tmp_path)[1] for _ in range(2))

    assert not any(" backup " in call for call in first)
    steps = [
        next(n for n, call in enumerate(second) if f" {step}" in call) for step in ("backup ", "migrate")
    ]
    assert steps == sorted(steps)
    assert released(tmp_path, failing=" backup ")[0] != 0


@pytest.mark.parametrize("is_first", [True, False])
def test_a_site_that_does_not_hold_does_not_lie_there_when_the_machine_starts_anew(
    tmp_path: Path, is_first: bool
) -> None:
    site = tmp_path / "etc" / "nginx" / "conf.d" / "greenbridge.conf"
    if not is_first:
        released(tmp_path)
        site.write_text("the one that holds")
    released(tmp_path, failing="nginx -t")

    assert [file.read_text("utf-8") for file in site.parent.iterdir()] == (
        [] if is_first else ["the one that holds"]
    )


def test_a_secret_whose_file_is_missing_is_told_in_one_sentence() -> None:
    missing = {"BACKUP_KEY_FILE": "/etc/greenbridge/no_such_key"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check"]
    done = subprocess.run(command, env=os.environ | missing, capture_output=True, text=True)

    assert done.returncode == 1
    assert "BACKUP_KEY_FILE names /etc/greenbridge/no_such_key, which cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
