"""A suspension from its decision to its end, and the body's objection."""

from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts import reviews
from greenbridge.accounts.models import User
from greenbridge.accounts.queries import association_for, officers_of
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging
from greenbridge.search import services as search
from greenbridge.suppliers.care import services as care
from greenbridge.suppliers.models import Appeal, Supplier, Suspension
from greenbridge.suppliers.suspension import errors, queries
from greenbridge.suppliers.suspension.queries import Decided

Status = Supplier.Status


@transaction.atomic
def suspend(supplier: Supplier, decided: Decided, *, officer: User) -> Suspension:
    """Have the body, or one of its types, not shown from one day to another; its people are told at once.

    Raises NotAdmitted, OwnBody, NotItsService, AlreadySuspended.
    """
    supplier = _locked(supplier.pk)
    kind = decided.service_type
    if not supplier.is_admitted:
        raise errors.NotAdmitted(supplier=supplier)
    _check_not_own(supplier, officer)
    if kind and not supplier.activities.filter(service_type=kind).exists():
        raise errors.NotItsService(supplier=supplier, kind=kind)
    row = Suspension(
        supplier=supplier,
        association=association_for(supplier.organisation.region),
        imposed_by=officer,
        imposed_at=clock.now(),
        **vars(decided),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise errors.AlreadySuspended(supplier=supplier, what=row.what) from twice
    after = {
        "type": kind and kind.code,
        "since": decided.since.isoformat(),
        "until": decided.until.isoformat(),
    }
    audit.record("supplier.suspended", actor=officer, target=supplier, after=after, note=row.sentence)
    if decided.since <= clock.today():
        _begin(row)
    _tell(row, f"{row.sentence}如有异议，可在{clock.written(row.last_day_of_appeal)}前申诉一次。")
    return row


@transaction.atomic
def lift(suspension: Suspension, *, officer: User, reason: str) -> Suspension:
    """End it before its last day; the body is told. Raises AlreadyOver, OwnBody."""
    row = _locked_row(suspension)
    _check_not_own(row.supplier, officer)
    if row.is_over:
        raise errors.AlreadyOver()
    _end(row, f"协会解除：{reason}", by=officer)
    return row


@transaction.atomic
def appeal(suspension: Suspension, *, member: User, statement: str, file: files.Upload | None) -> Appeal:
    """The body objects; an officer other than the one who decided answers in three working days.

    Raises AlreadyOver, AlreadyAppealed, TooLate.
    """
    row = _locked_row(suspension)
    if row.is_over:
        raise errors.AlreadyOver()
    if row.is_appealed:
        raise errors.AlreadyAppealed()
    if not row.is_in_time(clock.day_of_the_database()):
        raise errors.TooLate(until=clock.written(row.last_day_of_appeal))
    made = Appeal.objects.create(
        suspension=row,
        submitted_by=member,
        statement=statement,
        file=files.store(file, owner=member) if file else None,
        **reviews.clocked(queries.hearing_of(row)),
    )
    audit.record("supplier.suspension_appealed", actor=member, target=row.supplier)
    for officer in officers_of(made.association):
        if officer != row.imposed_by:
            messaging.send(officer, f"“{row.supplier}”对暂停展示提出申诉。", link=_answering(row))
    return made


@transaction.atomic
def answer(asked: Appeal, *, officer: User, decision: str, reasons: str) -> Suspension:
    """Let the suspension stand, or end it at once; the body and the officer who decided are told why.

    Raises OwnDecision, OwnBody, AlreadyDecided.
    """
    row = _locked_row(asked.suspension)
    if officer == row.imposed_by:
        raise errors.OwnDecision()
    _check_not_own(row.supplier, officer)
    decided = reviews.decide(asked, decision, officer=officer, reasons=reasons)
    stands = decision == Decision.REFUSED
    audit.record(
        "supplier.suspension_upheld" if stands else "supplier.suspension_overturned",
        actor=officer,
        target=row.supplier,
        note=reasons,
    )
    told = f"{decided.association}对“{row.supplier}”申诉的答复：{decided.outcome}。理由：{reasons}"
    _tell(row, told)
    messaging.send(row.imposed_by, told, link=row.get_absolute_url())
    if decision == Decision.PASSED and not row.is_over:
        _end(row, f"申诉成立：{reasons}", by=officer)
    return row


def follow() -> int:
    """Once a day: begin what begins today, end what ended yesterday. Returns how many."""
    today, rows = clock.today(), Suspension.objects.filter(ended_at=None)
    count = 0
    for key in list(rows.filter(until__lt=today).values_list("pk", flat=True)):
        count += _each(key, is_end=True)
    for key in list(rows.filter(begun_at=None, since__lte=today).values_list("pk", flat=True)):
        count += _each(key, is_end=False)
    return count


@transaction.atomic
def _each(key: int, *, is_end: bool) -> int:
    """One of them; what was done to it meanwhile is left alone."""
    row = _locked_row(Suspension(pk=key))
    if row.is_over or (not is_end and row.begun_at):
        return 0
    if is_end:
        _end(row, "期限已满。", by=None)
    else:
        _begin(row)
        audit.record("supplier.suspension_begun", actor=None, target=row.supplier, note=row.what)
    return 1


def _begin(row: Suspension) -> None:
    row.begun_at = clock.now()
    row.save(update_fields=["begun_at"])
    _show(row.supplier)


def _end(row: Suspension, why: str, *, by: User | None) -> None:
    row.ended_at, row.end_note = clock.now(), why
    row.save(update_fields=["ended_at", "end_note"])
    _show(row.supplier)
    said = f"{row.what}的暂停展示已结束。"
    audit.record("supplier.suspension_ended", actor=by, target=row.supplier, after={"why": why}, note=said)
    _tell(row, f"“{row.supplier}”{said}{why}")


def _show(supplier: Supplier) -> None:
    """Bring what the directory and matching read up to the suspensions that are running."""
    running = supplier.suspensions.filter(begun_at__isnull=False, ended_at=None)
    kinds = list(running.values_list("service_type", flat=True))
    supplier.suspended_types = sorted(kind for kind in kinds if kind)
    supplier.status = Status.SUSPENDED if None in kinds else Status.LISTED
    supplier.save(update_fields=["suspended_types", "status"])
    search.changed("supplier", supplier.code)
    care.note_restrictions(supplier.pk)


def _check_not_own(supplier: Supplier, officer: User) -> None:
    if supplier.organisation.members.filter(pk=officer.pk).exists():
        raise errors.OwnBody()


def _locked(key: int) -> Supplier:
    rows = Supplier.objects.select_for_update(of=("self",)).select_related("organisation__region")
    return rows.get(pk=key)


def _locked_row(suspension: Suspension) -> Suspension:
    """The row with its supplier, both locked: the supplier first, as everywhere."""
    owner = Suspension.objects.values_list("supplier", flat=True).get(pk=suspension.pk)
    supplier = _locked(owner)
    rows = Suspension.objects.select_for_update(of=("self",))
    row = rows.select_related("service_type", "association", "imposed_by").get(pk=suspension.pk)
    row.supplier = supplier
    return row


def _answering(row: Suspension) -> str:
    return reverse("suspension:answer", args=[row.pk])


def _tell(row: Suspension, text: str) -> None:
    for person in row.supplier.people:
        messaging.send(person, text, link=row.get_absolute_url())
