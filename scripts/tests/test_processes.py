"""Whatever ends the program ends all it has started; what dies on the way is started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[1]
PROGRAM = """
import os, signal, sys, time
import processes

def sleeps():
    os.write(1, b"%d\\n" % os.getpid())  # in one piece, whoever else writes
    time.sleep(60)

def hears_nothing():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sleeps()

processes.GRACE = 0.5
processes.stop_on_signals()
works = {"sleeps": sleeps, "hears_nothing": hears_nothing}
services = [processes.Service(name, works[name]) for name in sys.argv[1:]]
with processes.kept_running(services) as watch:
    try:
        os.write(1, b"watching\\n")
        while True:
            watch(60)
    except KeyboardInterrupt:
        pass
"""


@contextmanager
def running(*works: str) -> Iterator[tuple["subprocess.Popen[str]", list[int]]]:
    """A program with one service for each of the works, and the ids of their processes."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *works], cwd=SCRIPTS, stdout=subprocess.PIPE, text=True
    )
    try:
        said = [next_word(program) for _ in (*works, "watching")]
        yield program, [int(word) for word in said if word != "watching"]
    finally:
        program.kill()
        program.communicate()


def next_word(program: "subprocess.Popen[str]") -> str:
    """The process that a service has just begun, or that the program watches over them from now on."""
    assert program.stdout
    return program.stdout.readline().strip()


def are_gone(*processes: int) -> bool:
    """Whether none of them runs any more, within some seconds."""
    deadline = time.monotonic() + 10
    while any(runs(one) for one in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def runs(process: int) -> bool:
    """One that has ended and only waits to be counted does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_and_its_like_leave_nothing_behind(ended_by: signal.Signals) -> None:
    with running("sleeps", "hears_nothing") as (program, begun):
        program.send_signal(ended_by)

        assert program.wait(30) == 0
        assert are_gone(*begun)


def test_a_program_that_is_killed_outright_takes_its_services_along() -> None:
    with running("sleeps", "sleeps") as (program, begun):
        program.kill()

        assert are_gone(*begun)


def test_a_service_that_dies_is_started_again() -> None:
    with running("sleeps") as (program, [first]):
        os.kill(first, signal.SIGKILL)

        assert runs(int(next_word(program)))
