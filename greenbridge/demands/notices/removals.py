"""Somebody asks that a notice be taken down; an officer hides it or keeps it, and tells who asked."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts import logins, reviews
from greenbridge.accounts.errors import ReasonMissing
from greenbridge.accounts.models import User
from greenbridge.accounts.queries import officers_of
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.demands.models import Notice, RemovalRequest
from greenbridge.demands.notices import queries
from greenbridge.demands.notices.cards import in_charge_of, one_at_a_time, redraw
from greenbridge.demands.notices.errors import AlreadyAsked, NotShown, TooManyRequests
from greenbridge.messaging import letters
from greenbridge.messaging import services as messaging
from greenbridge.messaging.models import Letter

MOST_A_DAY = 5


@transaction.atomic
def ask(
    notice: Notice, *, reason: str, name: str, contact: str, asked_by: User | None, asked_from: str | None
) -> RemovalRequest:
    """Anybody asks that a notice be taken down; the association of its province is told and has three working days.

    Raises NotShown, AlreadyAsked, TooManyRequests.
    """
    notice = (
        Notice.objects.select_for_update(of=("self",)).select_related("project__region").get(pk=notice.pk)
    )
    if notice.standing != Notice.Standing.SHOWN:
        raise NotShown()
    if queries.asked_in_a_day(contact, asked_from).count() >= MOST_A_DAY:
        raise TooManyRequests(most=MOST_A_DAY)
    association = in_charge_of(notice.project.region)
    try:
        with transaction.atomic():
            request = RemovalRequest.objects.create(
                notice=notice,
                reason=reason,
                name=name,
                contact=contact,
                asked_by=asked_by,
                asked_from=asked_from,
                **reviews.clocked(association),
            )
    except IntegrityError as twice:
        raise AlreadyAsked() from twice
    audit.record("notice.removal_asked", actor=asked_by, target=notice)
    for officer in officers_of(association):
        words = f"有人申请移除公告“{notice}”，请在{clock.written(request.due_at)}前答复。"
        messaging.send(officer, words, link=reverse("notices:removal", args=[request.pk]))
    return request


@transaction.atomic
def hide(request: RemovalRequest, *, officer: User, reasons: str) -> RemovalRequest:
    """The notice is shown no more, and its project neither if it was the only one; who asked is told.

    Raises AlreadyDecided, ReasonMissing, and TooManyCodes where too much was sent to that address.
    """
    decided = _answer(request, Decision.PASSED, officer, reasons)
    decided.notice.standing = Notice.Standing.HIDDEN
    decided.notice.save(update_fields=["standing"])
    redraw(decided.notice.project)
    audit.record("notice.hidden", actor=officer, target=decided.notice, note=reasons)
    return decided


@transaction.atomic
def keep(request: RemovalRequest, *, officer: User, reasons: str) -> RemovalRequest:
    """The notice stays; who asked is told why. Raises AlreadyDecided, ReasonMissing, TooManyCodes."""
    decided = _answer(request, Decision.REFUSED, officer, reasons)
    audit.record("notice.kept", actor=officer, target=decided.notice, note=reasons)
    return decided


def _answer(request: RemovalRequest, decision: str, officer: User, reasons: str) -> RemovalRequest:
    if not reasons.strip():
        raise ReasonMissing()
    one_at_a_time()
    decided = reviews.decide(request, decision, officer=officer, reasons=reasons)
    _tell_who_asked(decided)
    return decided


def _tell_who_asked(request: RemovalRequest) -> None:
    words = (
        f"您申请移除公告“{request.notice}”，{request.association}答复：{request.outcome}。{request.reasons}"
    )
    is_mobile = logins.is_mobile(request.contact)
    letters.write(
        Letter.Channel.SMS if is_mobile else Letter.Channel.MAIL,
        request.contact,
        words
        if is_mobile
        else f"{words}\n\n{settings.WAGTAILADMIN_BASE_URL}\n\n这封邮件由平台自动发出，请勿直接回复。",
        subject="" if is_mobile else "绿桥：您申请移除的公告已有答复",
        is_code=False,
    )
