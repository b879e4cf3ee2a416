"""What of spot checks is kept for three years after their end, or after nobody went on with them: words and files.

The result stays.
"""

from django.db import transaction
from django.db.models.functions import Coalesce

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.suppliers.models import SpotCheck


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    touched = Coalesce("closed_at", "corrected_at", "found_at")
    old = SpotCheck.objects.annotate(touched=touched).filter(touched__lt=clock.now() - THREE_YEARS)
    kept = list(File.objects.filter(pk__in=old.filter(file__isnull=False).values("file")))
    spoken = old.exclude(findings="", correction="", closing_note="", file=None)
    counts = {
        "spot_checks": spoken.update(findings="", correction="", closing_note="", file=None),
        "files": files.destroy(kept),
    }
    if any(counts.values()):
        audit.record("retention.applied", actor=None, after=counts)
    return sum(counts.values())
