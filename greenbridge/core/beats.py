"""Signs of life of what runs beside the web server on this machine: an empty file each, touched now and then."""

import time
from pathlib import Path

from django.conf import settings


def beat(name: str) -> None:
    """Say that one is alive."""
    file = _file(name)
    try:
        file.touch()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def age(name: str) -> float | None:
    """Seconds since the last sign; None where there never was one."""
    try:
        return max(time.time() - _file(name).stat().st_mtime, 0.0)
    except FileNotFoundError:
        return None


def _file(name: str) -> Path:
    return Path(settings.VAR_DIR) / "beats" / name
