"""How the files of this installation are."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from greenbridge.files import scanning
from greenbridge.files.models import File


@dataclass(frozen=True, slots=True)
class Condition:
    """What its keepers want to know: is there a scanner, what waits for it and since when, what it never saw."""

    has_scanner: bool
    waiting: int
    waiting_since: dt.datetime | None
    refused: int
    not_scanned: int


def condition() -> Condition:
    waiting = Q(state=File.State.WAITING)
    counts = File.objects.aggregate(
        waiting=Count("pk", waiting),
        waiting_since=Min("uploaded_at", filter=waiting),
        refused=Count("pk", Q(state=File.State.REFUSED)),
        not_scanned=Count("pk", Q(state=File.State.CLEAN, scanned_at=None)),
    )
    return Condition(has_scanner=not isinstance(scanning.scanner(), scanning.NoScanner), **counts)
