"""Has a child read something under limits and tells how it ended. The one place where strangers' bytes meet a parser."""

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from greenbridge.files.child import nursery, start

LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of computing (twice as many may pass on the clock), megabytes of memory beside what a reader of files is
    ready with, megabytes written."""

    seconds: int
    megabytes: int
    output_megabytes: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its code (0 is fine), the last words it said, and its growth in bytes."""

    code: int
    words: str
    growth: int = field(default=0, compare=False)
    """By how much it was larger, at its largest, than the ready reader that it was a copy of."""

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
    call = {
        "seconds": limits.seconds * 2,
        "limits": [limits.seconds, limits.megabytes, limits.output_megabytes],
        "script": str(script),
        "arguments": [str(each.absolute() if isinstance(each, Path) else each) for each in arguments],
    }
    with tempfile.TemporaryFile() as said, contextlib.ExitStack() as files:
        if output == subprocess.DEVNULL:
            output = files.enter_context(open(os.devnull, "wb"))
        code, growth = _end_of(json.dumps(call).encode(), output, said)
        said.seek(0)
        return Ended(code, said.read()[-LONGEST_WORDS:].decode("utf-8", "replace").strip(), growth)


def _end_of(call: bytes, output: IO[Any] | int, said: IO[bytes]) -> tuple[int, int]:
    """The code and the growth of a child. A nursery that has gone home meanwhile is opened anew, once."""
    files = (output if isinstance(output, int) else output.fileno(), said.fileno())
    asked = _nursery()
    try:
        return asked.ask(call, *files)
    except NotBegun:
        return _nursery(instead_of=asked).ask(call, *files)


class NotBegun(OSError):
    """No child came: whoever should have brought it has ended."""


class Nursery:
    """The process that children of this one come from."""

    def __init__(self) -> None:
        """Raises OSError where no process can be started."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with contextlib.ExitStack() as unless_it_starts, theirs:
            self._calls = unless_it_starts.enter_context(ours)
            self._process = _started(theirs.fileno())
            unless_it_starts.pop_all()

    def ask(self, call: bytes, output: int, said: int) -> tuple[int, int]:
        """Have a child brought into the world; its code and its growth once it has ended. Raises NotBegun."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs:
                try:
                    socket.send_fds(self._calls, [call], [theirs.fileno(), output, said])
                except OSError as gone:
                    raise NotBegun from gone
            if not ours.recv(64):
                raise NotBegun
            end = ours.recv(64)
            if not end:  # whoever watched over it was ended, and it as well
                return -signal.SIGKILL, 0
            code, kilobytes = map(int, end.split())
            return code, kilobytes << 10

    def close(self) -> None:
        self._calls.close()
        self._process.wait()


def _started(calls: int) -> "subprocess.Popen[bytes]":
    python = str(Path(sys.executable).absolute())  # a relative PATH finds it by a relative name
    # Our own script with arguments of our own making; no shell.
    return subprocess.Popen(  # noqa: S603
        [python, "-I", nursery.__file__, start.__file__, str(calls)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        cwd="/",
        pass_fds=[calls],
        start_new_session=True,
    )


_nurseries: dict[tuple[int, str], Nursery] = {}
_one_opens = threading.Lock()


def _nursery(instead_of: Nursery | None = None) -> Nursery:
    """That of this very process: a copy of it, as a server makes of itself, has one of its own."""
    which = (os.getpid(), str(start.__file__))
    with _one_opens:
        if _nurseries.get(which) is instead_of:
            _nurseries[which] = Nursery()
            if instead_of:
                instead_of.close()
        return _nurseries[which]


@atexit.register
def close() -> None:
    """Let the nurseries of this process go home: what their children took is from then on counted with its own."""
    for which in [each for each in _nurseries if each[0] == os.getpid()]:
        _nurseries.pop(which).close()
