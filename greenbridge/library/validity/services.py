"""Keeping what is drawn from dates and ledger in line with both."""

import datetime as dt

from django.db import transaction

from greenbridge.library.models import Effect, Version, Work
from greenbridge.library.search import find_anew
from greenbridge.library.validity import rules


@transaction.atomic
def recompute(work: Work) -> int:
    """Draw anew from when until when each version of the work is in force; how many changed.

    Versions held back count for nothing. Called by every service that changes a version or the ledger.
    """
    Work.objects.select_for_update().get(pk=work.pk)
    versions = list(work.versions.published())
    dated = [rules.Dated(one.dated_on, one.effective_on, one.expires_on) for one in versions]
    ended, doubted = _ended(work)
    changed = [
        version
        for version, span in zip(versions, rules.spans(dated, ended, doubted), strict=True)
        if _take(version, span)
    ]
    Version.objects.bulk_update(changed, ["starts_on", "ends_on", "end"])
    if changed:
        find_anew([work])
    return len(changed)


def _ended(work: Work) -> tuple[list[dt.date], list[dt.date]]:
    """The days from which other documents end the whole work everywhere, and those that nobody has confirmed."""
    rows = Effect.objects.standing().filter(
        target=work, kind__in=Effect.ENDING, target_address="", region=None
    )
    days = [(row.day, row.is_confirmed) for row in rows.select_related("by")]
    ended, doubted = ([day for day, is_sure in days if day and is_sure is sure] for sure in (True, False))
    return ended, doubted


def _take(version: Version, span: rules.Span) -> bool:
    """Whether the version stood otherwise."""
    before = (version.starts_on, version.ends_on, version.end)
    version.starts_on, version.ends_on, version.end = span.starts_on, span.ends_on, span.end
    return before != (span.starts_on, span.ends_on, span.end)
