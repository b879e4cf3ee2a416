"""Who reads what a body hands in with its objection."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.files.models import File
from greenbridge.suppliers.models import Appeal
from greenbridge.suppliers.suspension import queries


def body_and_officers_read_appeals(user: Any, file: File) -> bool:
    """Whoever may read the suspension itself."""
    if not isinstance(user, User):
        return False
    return Appeal.objects.filter(file=file, suspension__in=queries.readable_by(user).values("pk")).exists()
