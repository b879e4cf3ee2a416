"""What waits to be looked at again."""

from django.db.models import QuerySet

from greenbridge.library.models import Recheck


def waiting() -> QuerySet[Recheck]:
    """Open flags, those of changes in force first, then the oldest."""
    return (
        Recheck.objects.filter(settled_at=None).select_related("work").order_by("-stage", "opened_at", "pk")
    )


def is_waiting(source: str, key: str) -> bool:
    """Whether a thing waits to be looked at: its page then says 待复核."""
    return Recheck.objects.filter(source=source, key=key, settled_at=None).exists()
