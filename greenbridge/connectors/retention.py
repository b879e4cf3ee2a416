"""Pages are kept for a year after the site last sent them; runs and changes of settings stay."""

import datetime as dt

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.connectors.models import Snapshot
from greenbridge.core import clock

KEPT = dt.timedelta(days=366)


@transaction.atomic
def forget_old() -> int:
    """Returns how many pages went."""
    gone, _ = Snapshot.objects.older_than(clock.now() - KEPT).delete()
    return audit.took_away(snapshots=gone)
