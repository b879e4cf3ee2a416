"""Child processes that live and die with this one.

They are forked, so that Django is loaded once for all of them. Each leads a process group of its own: Ctrl-C
reaches only the parent, which then stops them in order.
"""

import ctypes
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Any, NoReturn, TypeVar

from console import InTheWay

Result = TypeVar("Result")
FORK = get_context("fork")
GRACE = 10.0  # seconds between asking a process to stop and killing it
MOST_DEATHS, WITHIN = 5, 60.0
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15  # from <linux/prctl.h>


class Service:
    """A child process that is started again when it dies, up to five times in a minute.

    ``ps`` shows it under its name, of which Linux keeps 15 letters.
    """

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self.name = name
        self._work = work
        self._deaths: deque[float] = deque(maxlen=MOST_DEATHS)
        self.start()

    def start(self) -> None:
        self.process: ForkProcess = FORK.Process(target=_child, args=(self._work, self.name), name=self.name)
        self.process.start()

    def revive(self) -> None:
        """Start it again. Raises InTheWay when it has died too often."""
        now = time.monotonic()
        if len(self._deaths) == MOST_DEATHS - 1 and now - self._deaths[0] < WITHIN:
            raise InTheWay(f"The {self.name} died {MOST_DEATHS} times in a minute; its messages stand above.")
        self._deaths.append(now)
        print(f"Greenbridge: the {self.name} died and is started again.", file=sys.stderr, flush=True)
        time.sleep(0.5)
        self.start()


def in_child(work: Callable[[], Result]) -> Result:
    """What ``work`` returns when run in a child, so that its threads and connections end with it.

    Raises InTheWay with the child's own sentence; any other exception is shown in full by the child.
    """
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=_child, args=(lambda: theirs.send(_outcome(work)),))
    process.start()
    theirs.close()
    try:
        succeeded, value = _received(ours)
        process.join()
    finally:
        stop([process])
    if not succeeded:
        raise InTheWay(value)
    result: Result = value
    return result


@contextmanager
def kept_running(services: list[Service]) -> Iterator[Callable[[float], None]]:
    """Gives a function that watches over the services for some seconds; stops them all on the way out."""
    try:
        yield lambda seconds: _watch(services, seconds)
    finally:
        stop([service.process for service in services])


def stop(processes: list[ForkProcess]) -> None:
    """Ask each process to stop, wait for all, and kill the groups of those that do not listen."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        process.join(max(deadline - time.monotonic(), 0))
    for process in processes:
        _kill_group(process)


def stop_on_signals() -> None:
    """Treat SIGTERM and a closed terminal like Ctrl-C, so that everything is taken down on the way out.

    Ctrl-C itself too, because a shell starts what it puts in the background with that signal switched off.
    """
    for number in STOPPING:
        signal.signal(number, _interrupt)


def _interrupt(number: int, frame: object) -> NoReturn:
    for (
        again
    ) in STOPPING:  # the terminal and make both tell us; the second time must not disturb the taking down
        signal.signal(again, signal.SIG_IGN)
    raise KeyboardInterrupt


def _child(work: Callable[[], object], name: str = "preparation") -> None:
    os.setpgrp()
    _die_with_parent(name)
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    work()


def _die_with_parent(name: str) -> None:
    """Be told to stop even when the parent is killed outright, and be known by a name. Only Linux can."""
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        prctl(PR_SET_NAME, name.encode())


def _outcome(work: Callable[[], object]) -> tuple[bool, object]:
    try:
        return True, work()
    except InTheWay as reason:
        return False, str(reason)


def _received(ours: Connection) -> tuple[bool, Any]:
    try:
        outcome: tuple[bool, Any] = ours.recv()
    except EOFError:
        raise InTheWay("The preparation stopped; its message stands above.") from None
    return outcome


def _watch(services: list[Service], seconds: float) -> None:
    sentinels = {service.process.sentinel: service for service in services}
    for dead in connection.wait(list(sentinels), timeout=seconds):
        if isinstance(dead, int):
            sentinels[dead].revive()


def _kill_group(process: ForkProcess) -> None:
    if process.pid:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.join()
