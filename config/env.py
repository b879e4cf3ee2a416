"""Reads settings from the environment. A value may stand in a file named by NAME_FILE instead, so that secrets stay out of it."""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as refused:
            raise ImproperlyConfigured(
                f"{name}_FILE names {path}, which cannot be read: {refused.strerror}. "
                f"Make the file, readable for the user who runs this, or leave {name}_FILE out."
            ) from refused
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = text(name).strip().lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def made_once(file: Path) -> str:
    """A secret that this installation made for itself the first time it was asked for, and keeps in a file."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        fresh.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        fresh.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(fresh)  # the first of several starting processes wins
        fresh.unlink()
    return file.read_text(encoding="utf-8")
