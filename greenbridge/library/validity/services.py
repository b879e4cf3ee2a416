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
    gives_way = rules.End.EDITION if work.kind == Work.Kind.STANDARD else rules.End.REVISED
    spans = rules.spans(dated, _endings(work), gives_way)
    changed = [version for version, span in zip(versions, spans, strict=True) if _take(version, span)]
    Version.objects.bulk_update(changed, ["starts_on", "ends_on", "end"])
    if changed:
        find_anew([work])
    return len(changed)


def _endings(work: Work) -> list[tuple[dt.date, rules.End]]:
    """From which days other documents end the whole work everywhere, and how."""
    rows = Effect.objects.standing().filter(
        target=work, kind__in=Effect.ENDING, target_address="", region=None
    )
    return [(row.day, _end(row)) for row in rows.select_related("by") if row.day]


def _end(effect: Effect) -> rules.End:
    if not effect.is_confirmed:
        return rules.End.DOUBTED
    return rules.End.REPLACED if effect.kind == Effect.Kind.REPLACES else rules.End.REPEALED


def _take(version: Version, span: rules.Span) -> bool:
    """Whether the version stood otherwise."""
    before = (version.starts_on, version.ends_on, version.end)
    version.starts_on, version.ends_on, version.end = span.starts_on, span.ends_on, span.end
    return before != (span.starts_on, span.ends_on, span.end)
