"""What waits to be looked at again."""

import datetime as dt

from django.db.models import QuerySet

from greenbridge.core import clock
from greenbridge.library.models import Effect, Recheck, Version


def waiting() -> QuerySet[Recheck]:
    """Open flags, those of changes in force first, then the oldest."""
    return (
        Recheck.objects.filter(settled_at=None).select_related("work").order_by("-stage", "opened_at", "pk")
    )


def is_waiting(source: str, key: str) -> bool:
    """Whether a thing waits to be looked at: its page then says 待复核."""
    return Recheck.objects.filter(source=source, key=key, settled_at=None).exists()


def keys_waiting(source: str) -> set[str]:
    """Which things of a kind wait to be looked at."""
    return set(Recheck.objects.filter(source=source, settled_at=None).values_list("key", flat=True))


def changes_from(source: str, key: str) -> dt.date | None:
    """From when what waits is out of date, where every change that it waits for lies ahead; the first of their days."""
    today = clock.today()
    causes = Recheck.objects.filter(source=source, key=key, settled_at=None).values_list("cause", flat=True)
    days = [_day_of(cause) for cause in causes]
    ahead = [day for day in days if day is not None and day > today]
    return min(ahead) if ahead and len(ahead) == len(days) else None


def _day_of(cause: str) -> dt.date | None:
    """Of a change as ``rechecks.services`` names it; None where it has no day, and so holds already."""
    kind, _, number = cause.partition("-")
    if kind == "effect":
        effect = Effect.objects.select_related("by").filter(pk=number).first()
        return effect.day if effect else None
    if kind == "correction":
        return None
    return Version.objects.filter(pk=number).values_list("effective_on", flat=True).first()
