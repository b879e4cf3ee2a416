"""Who reads what is handed in with a feedback."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.files.models import File
from greenbridge.suppliers.feedback import queries


def officers_read_what_is_handed_in(user: Any, file: File) -> bool:
    """Beside its owner the officers who answer: to the body it might tell who reported."""
    return isinstance(user, User) and queries.answered_by(user).filter(file=file).exists()
