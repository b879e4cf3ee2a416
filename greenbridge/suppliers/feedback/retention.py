"""What of feedback is kept for three years after the answer: who reported, the words and the file. What came of it stays."""

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.suppliers.models import Feedback


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    old = Feedback.objects.decided_before(clock.now() - THREE_YEARS)
    kept = list(File.objects.filter(pk__in=old.filter(file__isnull=False).values("file")))
    nothing = {"text": "", "reasons": "", "reported_by": None, "file": None}
    counts = {
        "feedback": old.exclude(**nothing).update(**nothing),
        "files": files.destroy(kept),
    }
    if any(counts.values()):
        audit.record("retention.applied", actor=None, after=counts)
    return sum(counts.values())
