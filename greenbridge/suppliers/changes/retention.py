"""What of reported changes is kept for three years after the decision: what was said, proofs and reasons. That there was one stays."""

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.files import services as files
from greenbridge.suppliers.models import KeyChange


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    old = KeyChange.objects.decided_before(clock.now() - THREE_YEARS)
    proofs = files.behind(old, "proof")
    return audit.took_away(
        key_changes=emptied(old, before="", value="", reasons="", proof=None), files=files.destroy(proofs)
    )
