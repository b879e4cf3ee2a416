"""What of spot checks is kept for three years after their end, or after nobody went on with them: words and files.

The result stays.
"""

from django.db import transaction
from django.db.models.functions import Coalesce

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.files import services as files
from greenbridge.suppliers.models import SpotCheck


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    touched = Coalesce("closed_at", "corrected_at", "found_at")
    old = SpotCheck.objects.annotate(touched=touched).filter(touched__lt=clock.now() - THREE_YEARS)
    kept = files.behind(old, "file")
    return audit.took_away(
        spot_checks=emptied(old, findings="", correction="", closing_note="", file=None),
        files=files.destroy(kept),
    )
