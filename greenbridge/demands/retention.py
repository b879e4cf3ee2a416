"""What of demands and notices is kept for a while only: three years after a deal or a case ended, or a draft was last touched."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.demands.models import (
    Amendment,
    Attachment,
    Demand,
    DemandQuerySet,
    DemandReview,
    Mark,
    NoticeReview,
    Question,
    RemovalRequest,
    Site,
)
from greenbridge.files import services as files

Holder = Callable[[dt.datetime], QuerySet[Any, Any]]
_holders: list[Holder] = []
ENDED = (Demand.Status.CLOSED, Demand.Status.EXPIRED, Demand.Status.WITHDRAWN)
UNPUBLISHED = (*Demand.EDITABLE, Demand.Status.REFUSED)


def keep_while(holder: Holder) -> None:
    """Register which demands a higher room still counts as going on after a moment: ``holder(moment)``, their keys."""
    _holders.append(holder)


def over_since(moment: dt.datetime) -> DemandQuerySet:
    """Published demands that had ended by then, and whose deal had."""
    ended = Demand.objects.filter(status__in=ENDED, closed_at__lt=moment)
    for holder in _holders:
        ended = ended.exclude(pk__in=holder(moment))
    return ended


def untouched_since(moment: dt.datetime) -> DemandQuerySet:
    """Demands that were never published, and that neither their people nor an officer have touched after then."""
    later = DemandReview.objects.filter(demand=OuterRef("pk")).filter(
        Q(decision=Decision.WAITING) | Q(decided_at__gte=moment)
    )
    return Demand.objects.filter(~Exists(later), status__in=UNPUBLISHED, saved_at__lt=moment)


@transaction.atomic
def forget_old() -> int:
    """Contacts, addresses, reasons of public bodies and attachments go three years after the deal (``Keep.TRADE``), drafts when nobody touched them
    for so long, officers' reasons, remarks and what was submitted three years after the decision (``Keep.CASE``). Returns how much went.
    """
    since = clock.now() - THREE_YEARS
    changes = Amendment.objects.filter(demand__in=over_since(since))
    proposed = files.behind(changes, "file")
    emptied_changes = emptied(changes, before={}, after={}, file=None)
    destroyed = _detach(over_since(since)) + _detach(untouched_since(since)) + files.destroy(proposed)
    drafts = untouched_since(since)
    marks = Mark.objects.filter(review__decided_at__lt=since)
    count = audit.took_away(
        demands=emptied(
            over_since(since), address="", contact_name="", contact_phone="", off_platform_text=""
        ),
        sites=emptied(Site.objects.filter(demand__in=over_since(since).values("pk")), name="", address=""),
        reviews=emptied(DemandReview.objects.decided_before(since), reasons="", version={}),
        changes=emptied_changes,
        questions=emptied(
            Question.objects.filter(demand__in=over_since(since)),
            text="",
            answer="",
            former_answers=[],
            hidden_because="",
        ),
        change_reviews=emptied(Amendment.objects.decided_before(since), reasons=""),
        marks=marks.delete()[0],
        notices=emptied(NoticeReview.objects.decided_before(since), reasons=""),
        removals=_forget_who_asked(since),
        drafts=drafts.count(),
        files=destroyed,
    )
    drafts.delete()
    return count


def _forget_who_asked(since: dt.datetime) -> int:
    """Who asked that a notice be taken down, and why; what came of it stays."""
    old = RemovalRequest.objects.decided_before(since)
    return emptied(old, reason="", reasons="", name="", contact="", asked_by=None, asked_from=None)


def _detach(demands: DemandQuerySet) -> int:
    attachments = Attachment.objects.filter(demand__in=demands.values("pk"))
    kept = files.behind(attachments, "file")
    attachments.delete()
    return files.destroy(kept)
