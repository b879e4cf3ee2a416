"""What of objections is kept for three years after the answer: words and evidence. That there was one, and what came of it, stays."""

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.files import services as files
from greenbridge.suppliers.models import Appeal


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    old = Appeal.objects.decided_before(clock.now() - THREE_YEARS)
    kept = files.behind(old, "file")
    return audit.took_away(
        appeals=emptied(old, statement="", reasons="", file=None), files=files.destroy(kept)
    )
