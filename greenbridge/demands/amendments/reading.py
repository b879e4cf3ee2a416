"""Who reads the file of a change before everybody does."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.demands.models import Amendment
from greenbridge.files.models import File


def buyer_and_officers_read_amendments(user: Any, file: File) -> bool:
    """Colleagues of who wrote it, and the officers in charge."""
    if not isinstance(user, User):
        return False
    rows = Amendment.objects.filter(file=file)
    if user.organisation and rows.filter(demand__buyer=user.organisation).exists():
        return True
    return rows.filter(pk__in=Amendment.objects.visible_to(user)).exists()
