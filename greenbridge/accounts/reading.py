"""Who besides the uploader reads the licences that applicants hand in."""

from typing import Any

from django.db.models import Q

from greenbridge.accounts.models import User, VerificationCase
from greenbridge.files.models import File


def officers_read_licences(user: Any, file: File) -> bool:
    """An officer reads the licences and proofs of the cases in their queues, and no others."""
    return (
        isinstance(user, User)
        and VerificationCase.objects.visible_to(user).filter(Q(licence=file) | Q(proof=file)).exists()
    )
