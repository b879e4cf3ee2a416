"""The file of heads: one line a day, kept outside the database, each sealed together with the one before it.

Who cuts off the end of the trail, or puts an old copy of the database in its place, would have to change this file
too, and every copy that backups and the other associations keep of it.
"""

import fcntl
import hmac
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from greenbridge.audit.fields import canonical
from greenbridge.core import clock

Heads = Mapping[int, tuple[int, str]]  # lane → length, seal


def append(heads: Mapping[str, list[Any]], key: bytes) -> None:
    """Add a line, durable on return."""
    path = Path(settings.AUDIT_HEADS_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = file.read().splitlines()
        body = {"at": clock.now().isoformat(), "heads": heads}
        seal = _seal(key, lines[-1] if lines else "", body)
        file.write(canonical(body | {"seal": seal}) + "\n")
        file.flush()
        os.fsync(file.fileno())


def copy_to(target: Path) -> None:
    """The file as it stands between two lines; nothing where there is none yet."""
    path = Path(settings.AUDIT_HEADS_FILE)
    if path.exists():
        with path.open("rb") as file, target.open("xb") as copy:
            fcntl.flock(file, fcntl.LOCK_SH)
            shutil.copyfileobj(file, copy)
        shutil.copymode(path, target)


def read(key: bytes) -> Iterator[Heads | None]:
    """The heads of each line, or None for a line that is not as it was written."""
    path = Path(settings.AUDIT_HEADS_FILE)
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []
    for before, line in zip(["", *lines], lines, strict=False):
        yield _proven(line, before, key)


def _proven(line: str, before: str, key: bytes) -> Heads | None:
    try:
        body = json.loads(line)
        seal = body.pop("seal")
    except (ValueError, AttributeError, KeyError):
        return None
    if seal != _seal(key, before, body):
        return None
    return {int(lane): (length, seal) for lane, (length, seal) in body["heads"].items()}


def _seal(key: bytes, before: str, body: Mapping[str, Any]) -> str:
    return hmac.digest(key, f"{before}\n{canonical(body)}".encode(), "sm3").hex()
