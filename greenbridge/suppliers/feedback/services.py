"""A feedback from the report to its answer."""

from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts import reviews
from greenbridge.accounts.errors import ReasonMissing
from greenbridge.accounts.models import User
from greenbridge.accounts.queries import association_for, officers_of
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging
from greenbridge.suppliers.feedback import errors, queries
from greenbridge.suppliers.models import Feedback, Supplier

MOST_A_DAY = 10


@transaction.atomic
def report(
    supplier: Supplier, *, kind: str, text: str, file: files.Upload | None, reporter: User
) -> Feedback:
    """Ask the association of the record's province to look into it within three working days.

    Its officers are told, and the body's people what was said, never by whom.
    Raises OwnRecord, AlreadyReported, TooManyReports.
    """
    if supplier.organisation.members.filter(pk=reporter.pk).exists():
        raise errors.OwnRecord()
    _refuse_too_many(reporter)
    association = association_for(supplier.organisation.region)
    row = Feedback(supplier=supplier, kind=kind, text=text, reported_by=reporter)
    for name, value in reviews.clocked(association).items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise errors.AlreadyReported(kind=row.get_kind_display()) from twice
    if file:
        row.file = files.store(file, owner=reporter)
        row.save(update_fields=["file"])
    audit.record("supplier.feedback_given", actor=reporter, target=row, after={"kind": kind})
    for officer in officers_of(association):
        words = f"有人反馈“{supplier}”{row.get_kind_display()}，请在{clock.written(row.due_at)}前答复。"
        messaging.send(officer, words, link=reverse("feedback:answer", args=[row.pk]))
    _tell_the_body(
        row, f"有人反馈贵单位在平台上“{row.get_kind_display()}”，{association}将核实后答复。内容：{text}"
    )
    return row


def _refuse_too_many(reporter: User) -> None:
    # The reporter's row is the lock: two reports at once must see each other.
    User.objects.select_for_update(no_key=True).get(pk=reporter.pk)
    if queries.of_the_last_day(reporter).count() >= MOST_A_DAY:
        raise errors.TooManyReports(most=MOST_A_DAY)


@transaction.atomic
def answer(row: Feedback, *, officer: User, decision: str, reasons: str) -> Feedback:
    """Say what comes of it: corrected, no need to, or for the body itself to do.

    The reporter reads the answer, the body's people too. Raises AlreadyDecided, ReasonMissing, OwnBody, NobodySpeaks.
    """
    if not reasons.strip():
        raise ReasonMissing()
    check(row, decision, officer)
    decided = reviews.decide(row, decision, officer=officer, reasons=reasons)
    audit.record(
        "supplier.feedback_answered",
        actor=officer,
        target=decided,
        after={"decision": decision},
        note=reasons,
    )
    about = f"“{decided.supplier}”{decided.get_kind_display()}"
    if decided.reported_by and decided.reported_by.is_active:
        words = f"您反馈的{about}，{decided.association}答复：{decided.outcome}。{reasons}"
        messaging.send(decided.reported_by, words, link=decided.get_absolute_url())
    please = "请核对并修改机构资料。" if decided.is_for_the_body else ""
    _tell_the_body(
        decided, f"有人反馈的{about}，{decided.association}已答复：{decided.outcome}。{reasons}{please}"
    )
    return decided


def check(row: Feedback, decision: str, officer: User) -> None:
    """Raises OwnBody, NobodySpeaks."""
    if row.subject.organisation.members.filter(pk=officer.pk).exists():
        raise errors.OwnBody()
    if decision == Decision.RETURNED and not row.subject.people:
        raise errors.NobodySpeaks(supplier=row.subject)


def _tell_the_body(row: Feedback, text: str) -> None:
    for person in row.subject.people:
        messaging.send(person, text, link=row.get_absolute_url())
