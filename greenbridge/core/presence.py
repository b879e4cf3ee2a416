"""Who is at work on this installation's data: everything that serves it shares a lock, and a restore wants it alone.

The lock ends with the process, however it ends, and whoever started it. What ends halfway is a restore that was killed:
its mark stays, and nobody serves what lies there until it was made again.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

_held: list[IO[str]] = []


def join() -> None:
    """Be at work until this process and all that it forks have ended. Waits while somebody is alone with the data.

    Ends the process where a restore ended halfway.
    """
    if not _held:
        file = _lock().open("w")
        fcntl.flock(file, fcntl.LOCK_SH)
        if mark().exists():
            file.close()
            raise SystemExit(f"上一次恢复没有做完，数据不完整。请重新执行：{mark().read_text('utf-8')}")
        _held.append(file)


@contextmanager
def alone() -> Iterator[None]:
    """Nobody is at work, and nobody begins until we are done. Raises BlockingIOError."""
    with _lock().open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def mark() -> Path:
    """Says that a restore is putting things in place, and how it is begun anew."""
    return Path(settings.VAR_DIR) / "restoring"


def _lock() -> Path:
    folder = Path(settings.VAR_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "at-work"
