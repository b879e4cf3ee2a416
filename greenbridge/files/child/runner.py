"""Starts a child under limits and tells how it ended. The one place where strangers' bytes meet a parser."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from greenbridge.files.child import start

LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of computing (twice as many may pass on the clock), megabytes of memory, megabytes written."""

    seconds: int
    megabytes: int
    output_megabytes: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its code (0 is fine) and the last words it said."""

    code: int
    words: str

    @property
    def cost_too_much(self) -> bool:
        """It ran into a limit: said so, or was ended by a signal."""
        return self.code < 0 or self.words == start.COSTLY


def run(
    script: str | Path, *arguments: str | Path, limits: Limits, output: IO[Any] | int = subprocess.DEVNULL
) -> Ended:
    """Call ``main(*arguments)`` of a script of ours in a child; what it prints goes to ``output``.

    A path may be relative to where we stand: the child, which stands elsewhere, gets it whole.

    The child knows nothing of our environment, reaches no network and starts no program. Nothing of it outlives
    this call. Its words go through a file, so that the write limit holds for them too.
    """
    numbers = map(str, (limits.seconds, limits.megabytes, limits.output_megabytes))
    told = (str(each.absolute() if isinstance(each, Path) else each) for each in arguments)
    python = str(Path(sys.executable).absolute())  # a relative PATH finds it by a relative name
    command = [python, "-I", start.__file__, *numbers, str(script), *told]
    with tempfile.TemporaryFile() as said:
        # Our own script with arguments of our own making; no shell.
        child = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=said,
            env={"LANG": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        try:
            code = _awaited(child, limits.seconds * 2)
        except subprocess.TimeoutExpired:
            code = -signal.SIGKILL
        finally:
            _end(child)
        said.seek(0)
        return Ended(code, said.read()[-LONGEST_WORDS:].decode("utf-8", "replace").strip())


def _awaited(child: "subprocess.Popen[bytes]", seconds: float) -> int:
    """Its code, the moment it ends: Python itself looks after it every twentieth of a second. Raises TimeoutExpired."""
    # A system may have no such thing, or keep it to itself.
    with contextlib.suppress(AttributeError, OSError):
        handle = os.pidfd_open(child.pid)
        try:
            ends = select.poll()
            ends.register(handle, select.POLLIN)
            ends.poll(seconds * 1000)
        finally:
            os.close(handle)
        seconds = 0
    return child.wait(timeout=seconds)


def _end(child: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
