"""Who reads what a body hands in with its correction."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.files.models import File
from greenbridge.suppliers.spotcheck import queries


def body_and_examiners_read_corrections(user: Any, file: File) -> bool:
    return isinstance(user, User) and queries.readable_by(user).filter(file=file).exists()
