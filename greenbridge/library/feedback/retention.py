"""What of feedback on texts is kept for three years after the answer: who reported and the words. What came of it stays."""

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.library.models import TextFeedback


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    old = TextFeedback.objects.filter(answered_at__lt=clock.now() - THREE_YEARS)
    return audit.took_away(text_feedback=emptied(old, text="", answer="", reported_by=None))
