"""What of supervision is kept for three years after its end: words and evidence. What came of it stays."""

from django.db import transaction
from django.db.models import Q

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.demands.models import Complaint, DemandCheck, Sanction, SanctionAppeal
from greenbridge.files import services as files


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    since = clock.now() - THREE_YEARS
    over = Sanction.objects.filter(Q(ended_at__lt=since) | Q(until__lt=clock.local(since).date()))
    objected = SanctionAppeal.objects.decided_before(since)
    complained = Complaint.objects.decided_before(since)
    kept = [*files.behind(objected, "file"), *files.behind(complained, "file")]
    return audit.took_away(
        checks=emptied(DemandCheck.objects.filter(found_at__lt=since), note="", follow_note=""),
        sanctions=emptied(over, reason="", end_note=""),
        appeals=emptied(objected, statement="", reasons="", file=None),
        complaints=emptied(complained, statement="", reply="", reasons="", file=None),
        files=files.destroy(kept),
    )
