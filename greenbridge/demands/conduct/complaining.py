"""A supplier complains about a demand or its buyer: accepted, heard, decided, told to both."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts import reviews
from greenbridge.accounts.errors import AlreadyDecided
from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.queries import officers_of
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock, workdays
from greenbridge.demands import services as demands
from greenbridge.demands.conduct import errors, queries, sanctioning
from greenbridge.demands.models import Complaint, Demand, Sanction
from greenbridge.demands.queries import association_of
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging

Standing = Callable[[Organisation], bool]
_standings: list[Standing] = []


def let_complain(standing: Standing) -> None:
    """Register who may complain: the directory of bodies lies in another room."""
    _standings.append(standing)


def may_complain(body: Organisation, demand: Demand) -> bool:
    """Whether the body may complain about what it reads in the hall: any that is listed, but not about itself."""
    return demand.is_public and demand.buyer != body and all(standing(body) for standing in _standings)


@transaction.atomic
def complain(
    demand: Demand, body: Organisation, *, member: User, kind: str, statement: str, file: files.Upload | None
) -> Complaint:
    """Say what is wrong with a demand or its buyer. The officers of the site's province are told; the buyer is not yet.

    Raises MayNotComplain, AlreadyComplained.
    """
    if not may_complain(body, demand):
        raise errors.MayNotComplain()
    made = Complaint(
        demand=demand,
        complainant=body,
        submitted_by=member,
        kind=kind,
        statement=statement,
        **reviews.clocked(association_of(demand)),
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise errors.AlreadyComplained() from twice
    if file:
        made.file = files.store(file, owner=member)
        made.save(update_fields=["file"])
    audit.record("complaint.made", actor=member, target=demand, after={"kind": kind})
    for officer in officers_of(made.association):
        text = f"有机构投诉需求“{demand}”，请在{clock.written(made.due_at)}前决定是否受理。"
        messaging.send(officer, text, link=reverse("conduct:handle", args=[made.pk]))
    return made


@transaction.atomic
def accept(complaint: Complaint, *, officer: User) -> Complaint:
    """Look into it: from now on fifteen working days run, and the buyer is told what is held against it and asked to be
    heard, though not by whom. Raises AlreadyAccepted, AlreadyDecided, OwnBody.
    """
    row = _locked(complaint)
    _check_not_own(row, officer)
    if not row.is_waiting:
        raise AlreadyDecided(by=row.decided_by, result=row.state)
    if row.is_accepted:
        raise errors.AlreadyAccepted()
    row.accepted_at, row.escalated_at = clock.now(), None
    row.due_at = workdays.due_after(row.accepted_at, Complaint.WORKDAYS_AFTER_ACCEPTING)
    row.save(update_fields=["accepted_at", "escalated_at", "due_at"])
    audit.record("complaint.accepted", actor=officer, target=row.demand)
    until = clock.written(row.due_at)
    _tell_complainant(row, f"您对需求“{row.demand}”的投诉已受理，将在{until}前办结。")
    demands.tell_buyer(
        row.demand,
        f"有机构投诉需求“{row.demand}”：{row.get_kind_display()}。请尽快说明情况，协会将在{until}前办结。",
        link=row.get_absolute_url(),
    )
    return row


@transaction.atomic
def decline(complaint: Complaint, *, officer: User, reasons: str) -> Complaint:
    """It is not looked into; who complained is told why, its buyer never hears of it.

    Raises AlreadyAccepted, AlreadyDecided, ReasonMissing, OwnBody.
    """
    row = _locked(complaint)
    _check_not_own(row, officer)
    if row.is_accepted:
        raise errors.AlreadyAccepted()
    row = reviews.decide(row, Decision.REFUSED, officer=officer, reasons=reasons)
    audit.record("complaint.declined", actor=officer, target=row.demand, note=reasons)
    _tell_complainant(row, f"您对需求“{row.demand}”的投诉不予受理。理由：{reasons}")
    return row


@transaction.atomic
def reply(complaint: Complaint, *, member: User, statement: str) -> Complaint:
    """The buyer is heard, once; the officers are told. Raises NotAnswerable."""
    row = _locked(complaint)
    if not row.is_answerable:
        raise errors.NotAnswerable()
    row.reply, row.replied_by, row.replied_at = statement, member, clock.now()
    row.save(update_fields=["reply", "replied_by", "replied_at"])
    audit.record("complaint.replied", actor=member, target=row.demand)
    for officer in officers_of(row.association):
        text = f"“{row.demand.buyer}”对投诉作了说明。"
        messaging.send(officer, text, link=reverse("conduct:handle", args=[row.pk]))
    return row


@transaction.atomic
def decide(
    complaint: Complaint, *, officer: User, decision: str, reasons: str, is_withdrawn: bool = False
) -> Complaint:
    """Founded or not; both sides are told. What is founded is a warning to the buyer, and the demand may leave the hall.

    Raises NotAccepted, AlreadyDecided, ReasonMissing, OwnBody.
    """
    row = _locked(complaint)
    _check_not_own(row, officer)
    if not row.is_accepted:
        raise errors.NotAccepted()
    row = reviews.decide(row, decision, officer=officer, reasons=reasons)
    is_founded = decision == Decision.PASSED
    action = "complaint.founded" if is_founded else "complaint.unfounded"
    audit.record(action, actor=officer, target=row.demand, note=reasons)
    told = f"对需求“{row.demand}”的投诉已办结：{row.state}。理由：{reasons}"
    _tell_complainant(row, told)
    demands.tell_buyer(row.demand, told, link=row.get_absolute_url())
    if is_founded:
        warning = sanctioning.Decided(
            Sanction.Kind.WARNING, row.kind, reasons, demand=row.demand, is_withdrawn=is_withdrawn
        )
        sanctioning.impose(row.demand.buyer, warning, officer=officer, association=row.association)
    return row


def _check_not_own(row: Complaint, officer: User) -> None:
    sanctioning.check_not_own(row.demand.buyer, officer)
    sanctioning.check_not_own(row.complainant, officer)


def _locked(complaint: Complaint) -> Complaint:
    Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    row: Complaint = queries.complaints().get(pk=complaint.pk)
    return row


def _tell_complainant(row: Complaint, text: str) -> None:
    messaging.send_to_all(row.complainant.people, text, link=row.get_absolute_url())
