"""What of feedback is kept for three years after the answer: who reported, the words and the file. What came of it stays."""

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.files import services as files
from greenbridge.suppliers.models import Feedback


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    old = Feedback.objects.decided_before(clock.now() - THREE_YEARS)
    kept = files.behind(old, "file")
    return audit.took_away(
        feedback=emptied(old, text="", reasons="", reported_by=None, file=None), files=files.destroy(kept)
    )
