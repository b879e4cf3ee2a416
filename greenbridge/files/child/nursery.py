"""A process that has loaded what readers of files need, and of which every child is a copy.

``nursery.py START SOCKET``: the path of ``start.py``, and the number of a socket. A message on it asks for one child: in
JSON the seconds it may take on the clock, its limits, its script and its arguments; with it come three files, a socket for
word of it and the child's standard output and error. The word is ``begun`` at once, and at its end the child's code and
by how many KiB it has outgrown what it is a copy of.

A script is loaded when it is first asked for, with all that it imports; what it reads meets it in the copy alone, which
has given up everything before. Gone when nobody asks for a minute, or when whoever asks is gone.
Imports nothing of the platform.
"""

import contextlib
import json
import os
import resource
import runpy
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

BEGUN = b"begun"
IDLE = 60  # seconds: what is loaded takes memory that nobody uses
LONGEST_CALL = 65_536

Main = Callable[..., int | str | None]

_loaded: dict[tuple[str, int, int], Main] = {}


def main(start: str, number: str) -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # whatever the machine's locale says
    give_up = SimpleNamespace(**runpy.run_path(start))
    with socket.socket(fileno=int(number)) as calls:
        while True:
            if not select.select([calls], [], [], IDLE)[0]:
                if _all_are_back():
                    return
                continue
            asked, files, _, _ = socket.recv_fds(calls, LONGEST_CALL, 3)
            if not asked:
                _all_are_back()
                return
            call = json.loads(asked)
            _ready(call["script"])
            if not os.fork():
                calls.close()
                _watch_over(call, give_up, *files)
            for file in files:
                os.close(file)
            _all_are_back()


def _all_are_back() -> bool:
    """Whether no child is out any more; who has watched over one that has ended is let go."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def _watch_over(call: dict[str, Any], give_up: Any, word: int, output: int, said: int) -> NoReturn:
    """Bring one child into the world, see it end in time and nothing of it stay, and pass its code on."""
    give_up.with_the_parent()
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    os.write(word, BEGUN)
    child = os.fork()
    if not child:
        os.setsid()
        os.dup2(output, 1)
        os.dup2(said, 2)
        os.closerange(3, 1024)  # with the word of its end among them, which is not the child's to tell
        _live(call, give_up)
    signal.sigtimedwait([signal.SIGCHLD], call["seconds"])
    for end in (os.kill, os.killpg):  # it may not have a group of its own yet
        with contextlib.suppress(ProcessLookupError):
            end(child, signal.SIGKILL)
    _, status, spent = os.wait4(child, 0)
    ready = resource.getrusage(resource.RUSAGE_SELF)  # a copy like the child, which has read nothing
    grown = max(spent.ru_maxrss - ready.ru_maxrss, 0)
    os.write(word, f"{os.waitstatus_to_exitcode(status)} {grown}".encode())
    os._exit(0)


def _live(call: dict[str, Any], give_up: Any) -> NoReturn:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    try:
        give_up.limit(*call["limits"])
        end = _main_of(call["script"])(*call["arguments"])
    except (MemoryError, RecursionError):
        end = give_up.COSTLY
    except BaseException:
        traceback.print_exc()
        end = 1
    code = 1 if isinstance(end, str) and end else int(end or 0)
    try:
        sys.stdout.flush()
        sys.stderr.write(end if isinstance(end, str) else "")
        sys.stderr.flush()
    finally:
        # Without tidying up: freeing a million objects one by one would take longer than reading them.
        os._exit(code)


def _ready(script: str) -> None:
    """Load it for all that come. One that cannot be loaded says so in its child."""
    try:
        _main_of(script)
    except Exception:
        return


def _main_of(script: str) -> Main:
    file = os.stat(script)
    which = (script, file.st_mtime_ns, file.st_size)
    if which not in _loaded:
        _loaded[which] = runpy.run_path(script)["main"]
    return _loaded[which]


if __name__ == "__main__":
    main(*sys.argv[1:])
