"""What of supervision is kept for three years after its end: the words. What came of it stays."""

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.demands.models import DemandCheck


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    since = clock.now() - THREE_YEARS
    return audit.took_away(checks=emptied(DemandCheck.objects.filter(found_at__lt=since), note=""))
