"""What follows when a text is made public, in the transaction in which it is."""

from greenbridge.library.citations import services as citations
from greenbridge.library.ledger import reading
from greenbridge.library.ledger import services as ledger
from greenbridge.library.models import Version
from greenbridge.library.rechecks import services as rechecks
from greenbridge.library.validity.services import recompute


def of(version: Version) -> None:
    """Entries and citations that waited for the work find it, what the text says of others enters the ledger, and what
    cites the changed works is flagged."""
    for effect in version.effects.standing().with_all().filter(target__isnull=False):
        if effect.target is not None:
            recompute(effect.target)
        rechecks.flag_effect(effect)
    ledger.link(version.work)
    reading.read_from(version)
    citations.link(version.work)
    rechecks.flag_text(version)
