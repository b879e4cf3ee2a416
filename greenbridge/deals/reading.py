"""Who reads the attachments of a masked demand."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.deals.models import Interest
from greenbridge.files.models import File


def responders_read_masked_attachments(user: Any, file: File) -> bool:
    """Suppliers that have responded: from then on both sides know each other."""
    if not isinstance(user, User) or user.organisation is None:
        return False
    mine = Interest.objects.filter(supplier__organisation=user.organisation, withdrawn_at=None)
    return mine.filter(demand__attachments__file=file).exists()
