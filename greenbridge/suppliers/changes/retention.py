"""What of reported changes is kept for three years after the decision: what was said, proofs and reasons. That there was one stays."""

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.suppliers.models import KeyChange


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    old = KeyChange.objects.decided_before(clock.now() - THREE_YEARS)
    proofs = list(File.objects.filter(pk__in=old.filter(proof__isnull=False).values("proof")))
    nothing = {"before": "", "value": "", "reasons": "", "proof": None}
    counts = {"key_changes": old.exclude(**nothing).update(**nothing), "files": files.destroy(proofs)}
    if any(counts.values()):
        audit.record("retention.applied", actor=None, after=counts)
    return sum(counts.values())
