"""How many responses and agreements there are on the whole platform.

Few are counted as of the moment. What there is of many the job worker counts every few minutes (``Total``).
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from greenbridge.core import clock
from greenbridge.deals.models import Interest, Outcome, Total
from greenbridge.search.tallies import SHORT


@dataclass(frozen=True)
class Told:
    """A number; where ``is_floor``, there are more than that. ``counted_at`` is empty for the moment."""

    number: int
    is_floor: bool = False
    counted_at: dt.datetime | None = None


def of(kind: Total.Kind) -> Told:
    """What a page tells. It never waits until a long table is counted."""
    few = _beginning(kind)
    if few <= SHORT:
        return Told(few)
    known = Total.objects.filter(kind=kind).first()
    return Told(known.number, counted_at=known.counted_at) if known else Told(SHORT, is_floor=True)


def count() -> int:
    """Count what there are many of; returns of how many kinds."""
    long = [kind for kind in Total.Kind if _beginning(kind) > SHORT]
    for kind in long:
        counted = {"number": _rows(kind).count(), "counted_at": clock.now()}
        Total.objects.update_or_create(kind=kind, defaults=counted)
    return len(long)


def _beginning(kind: Total.Kind) -> int:
    return _rows(kind)[: SHORT + 1].count()


def _rows(kind: Total.Kind) -> QuerySet[Interest] | QuerySet[Outcome]:
    if kind == Total.Kind.RESPONSES:
        return Interest.objects.filter(withdrawn_at=None).order_by()
    return Outcome.objects.filter(kind=Outcome.Kind.AGREED).order_by()
