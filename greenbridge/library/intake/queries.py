"""What waits for an editor's look."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core.comparing import Change
from greenbridge.library import queries
from greenbridge.library.intake.warnings import Warn, from_json
from greenbridge.library.models import Correction, Version
from greenbridge.library.reading import aligning, corrected

SHOWN = {"": "待校对", "doubtful": "已发布、有待核提示", "aside": "已退回"}


def held() -> QuerySet[Version]:
    """Texts that nobody has published yet, the oldest first."""
    return (
        Version.objects.filter(standing=Version.Standing.HELD).select_related("work").order_by("created_at")
    )


def versions(shown: str) -> QuerySet[Version]:
    """Those of one part of the list, without their words."""
    doubtful = (
        Version.objects.published().exclude(Q(warnings=[])).select_related("work").order_by("-created_at")
    )
    aside = (
        Version.objects.filter(standing=Version.Standing.ASIDE).select_related("work").order_by("-created_at")
    )
    return {"doubtful": doubtful, "aside": aside}.get(shown, held()).defer("text")


def changes_of(row: Correction) -> list[Change]:
    """What a correction changes, clause by clause."""
    return [pair.change for pair in corrected.places(row.former, row.text)]


def bringer(version: Version) -> User | None:
    """Who brought a text in, as the trail tells; none for what the platform fetched or a command took in."""
    traces = AuditRecord.objects.filter(target_kind=version._meta.label_lower, target_id=f"{version.pk}")
    trace = traces.filter(action="library.text_received").select_related("actor").first()
    return trace.actor if trace else None


@dataclass(frozen=True)
class Look:
    """A version as an editor looks at it: what is doubtful, how it was split, what changed since the text before it."""

    version: Version
    warnings: Sequence[Warn]
    before: Version | None
    told: str


def look(version: Version) -> Look:
    before = (
        version.work.versions.published().filter(dated_on__lt=version.dated_on).order_by("-dated_on").first()
    )
    told = aligning.told(queries.compared(before, version)) if before is not None and before.has_text else ""
    return Look(version, from_json(version.warnings), before, told)
