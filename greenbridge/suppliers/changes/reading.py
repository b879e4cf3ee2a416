"""Who reads what proves a change."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.files.models import File
from greenbridge.suppliers.changes import queries
from greenbridge.suppliers.models import KeyChange


def body_and_officers_read_proofs(user: Any, file: File) -> bool:
    """The body's people, and the officers with whom it lies."""
    if not isinstance(user, User):
        return False
    rows = KeyChange.objects.filter(proof=file)
    if user.organisation and rows.filter(supplier__organisation=user.organisation).exists():
        return True
    return queries.lying_with(user).filter(proof=file).exists()
