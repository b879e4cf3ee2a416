"""Notices of which nobody knows whether they belong here: an officer looks, and publishes them or leaves them out."""

from django.db import connection, transaction
from django.db.models import QuerySet

from greenbridge.accounts import reviews
from greenbridge.accounts.errors import ReasonMissing
from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.demands.models import Notice, NoticeReview, Project
from greenbridge.demands.notices import queries, rules
from greenbridge.demands.notices.cards import in_charge_of, one_at_a_time, redraw, region_of
from greenbridge.demands.notices.facts import NoticeFacts

Standing, Ground = Notice.Standing, NoticeReview.Ground


def weigh(notice: Notice, facts: NoticeFacts) -> None:
    """Show the notice, or have an officer look first. What an officer has decided stands."""
    if notice.standing not in ("", Standing.WAITING):
        return
    others = notice.project.notices.exclude(pk=notice.pk)
    if rules.is_dated_ahead(facts, clock.now()):
        _ask(notice, Ground.FUTURE)
    elif rules.is_environmental(facts) or others.filter(standing=Standing.SHOWN).exists():
        _show(notice)
    elif others.filter(standing=Standing.LEFT_OUT).exists():
        _settle(notice, Standing.LEFT_OUT)
    elif _waiting(notice.project, Ground.UNRELATED).exclude(notice=notice).exists():
        _settle(notice, Standing.WAITING)
    else:
        _ask(notice, Ground.UNRELATED)


def _settle(notice: Notice, standing: str) -> None:
    notice.standing = standing
    notice.save(update_fields=["standing"])


def _ask(notice: Notice, ground: str) -> None:
    _settle(notice, Standing.WAITING)
    if not notice.reviews.waiting().exists():
        region = region_of(queries.facts_of(notice).region_code)
        NoticeReview.objects.create(notice=notice, ground=ground, **reviews.clocked(in_charge_of(region)))


def _waiting(project: Project, ground: str) -> QuerySet[NoticeReview]:
    return NoticeReview.objects.waiting().filter(notice__project=project, ground=ground)


def _show(notice: Notice) -> None:
    """The purchase is known to be environmental: no officer need look at the others of it.

    What an officer is deciding at this moment is left to the officer: who decides has locked it and waits for us.
    """
    asked = NoticeReview.objects.waiting().filter(notice=notice) | _waiting(notice.project, Ground.UNRELATED)
    free = asked.select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    NoticeReview.objects.filter(pk__in=[row.pk for row in free]).update(
        decision=Decision.WITHDRAWN, decided_at=clock.now()
    )
    _settle(notice, Standing.SHOWN)
    _in_doubt(notice.project).update(standing=Standing.SHOWN)


def _in_doubt(project: Project) -> QuerySet[Notice]:
    """What waits until the purchase is known to be environmental."""
    ahead = _waiting(project, Ground.FUTURE).values("notice")
    return project.notices.filter(standing=Standing.WAITING).exclude(pk__in=ahead)


@transaction.atomic
def publish(review: NoticeReview, *, officer: User, reasons: str) -> Project:
    """Show the notice, and with it what of the same project waited for this. Raises AlreadyDecided, ReasonMissing."""
    return _decide(review, Decision.PASSED, Standing.SHOWN, officer, reasons)


@transaction.atomic
def leave_out(review: NoticeReview, *, officer: User, reasons: str) -> Project:
    """The notice is not shown, nor is what comes later of the same project. Raises AlreadyDecided, ReasonMissing."""
    return _decide(review, Decision.REFUSED, Standing.LEFT_OUT, officer, reasons)


def _decide(review: NoticeReview, decision: str, standing: str, officer: User, reasons: str) -> Project:
    if not reasons.strip():
        raise ReasonMissing()
    one_at_a_time()
    decided = reviews.decide(review, decision, officer=officer, reasons=reasons)
    notice = decided.notice
    _settle(notice, standing)
    if decided.ground == Ground.UNRELATED:
        _in_doubt(notice.project).update(standing=standing)
    redraw(notice.project)
    action = "notice.published" if decision == Decision.PASSED else "notice.left_out"
    audit.record(action, actor=officer, target=notice, note=reasons)
    return notice.project
