"""Commands of ``manage.py`` that share one loading of Django: each runs in a fork of its own, as a shell would run it.

Loading takes longer than most commands do.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path

import django
from django.core.management import execute_from_command_line

from greenbridge.core.room import roomy

FORK = get_context("fork")
CHECKOUT = Path(__file__).resolve().parents[2]


class Loaded:
    """A process that has loaded Django in an environment and waits for commands; it goes with whoever started it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=CHECKOUT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        """What a command answers, whether it succeeds or not."""
        assert self._process.stdin
        assert self._process.stdout
        with tempfile.NamedTemporaryFile("r+") as output, tempfile.NamedTemporaryFile("r+") as complaints:
            print(
                json.dumps([output.name, complaints.name, *arguments]), file=self._process.stdin, flush=True
            )
            code = int(self._process.stdout.readline())
            return subprocess.CompletedProcess(arguments, code, output.read(), complaints.read())

    def end(self) -> None:
        self._process.communicate()


def serve() -> None:
    """Each line names two files for what a command says, and the command; its exit code is the answer."""
    django.setup()
    for line in sys.stdin:
        child = FORK.Process(target=_run, args=json.loads(line))
        child.start()
        child.join()
        print(child.exitcode, flush=True)


def _run(output: str, complaints: str, *arguments: str) -> None:
    for number, file in enumerate((os.devnull, output, complaints)):
        os.dup2(os.open(file, os.O_RDWR), number)
    roomy(execute_from_command_line)(["manage.py", *arguments])


if __name__ == "__main__":
    serve()
