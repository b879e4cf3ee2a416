"""An objection to a credit record from the body's word to the association's."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts import reviews
from greenbridge.accounts.errors import AlreadyDecided, ReasonMissing
from greenbridge.accounts.models import User
from greenbridge.accounts.queries import association_for, officers_of
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock, workdays
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging
from greenbridge.search import services as search
from greenbridge.suppliers.credit import errors, grades, rules
from greenbridge.suppliers.models import CreditObjection, CreditRecord

Standing = CreditRecord.Standing
_STANDING = {
    Decision.PASSED: Standing.WITHDRAWN,
    Decision.REFUSED: Standing.SHOWN,
    Decision.RETURNED: Standing.DISPUTED,
}
_ACTIONS = {
    Decision.PASSED: "supplier.credit_record_withdrawn",
    Decision.REFUSED: "supplier.credit_record_kept",
    Decision.RETURNED: "supplier.credit_record_disputed",
}


@transaction.atomic
def submit(
    record: CreditRecord, *, statement: str, file: files.Upload | None, member: User
) -> CreditObjection:
    """Ask the association of the body's province to look into a record; it is marked as disputed from now on.

    The officers are told; they have three working days. Raises RecordWithdrawn, AlreadyObjected.
    """
    record = _locked(record)
    if record.is_withdrawn:
        raise errors.RecordWithdrawn()
    row = CreditObjection(
        supplier=record.supplier,
        record=record,
        about=str(record),
        submitted_by=member,
        statement=statement,
        **reviews.clocked(association_for(record.supplier.organisation.region)),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise errors.AlreadyObjected() from twice
    if file:
        row.file = files.store(file, owner=member)
        row.save(update_fields=["file"])
    _stands(record, Standing.DISPUTED)
    audit.record("supplier.credit_objected", actor=member, target=row)
    for officer in officers_of(row.association):
        text = f"“{row.supplier}”对信用记录提出异议，请在{clock.written(row.due_at)}前答复。"
        messaging.send(officer, text, link=row.get_absolute_url())
    return row


@transaction.atomic
def answer(asked: CreditObjection, *, officer: User, decision: str, reasons: str) -> CreditObjection:
    """Withdraw the record, keep it, or keep it marked as disputed until its source has said more; the body is told why.

    What is marked lies with the association for another seven working days, and is answered again.
    Raises ReasonMissing, OwnBody, RecordGone, AlreadyDecided.
    """
    if not reasons.strip():
        raise ReasonMissing()
    if asked.supplier.organisation.members.filter(pk=officer.pk).exists():
        raise errors.OwnBody()
    if asked.record is None:
        raise errors.RecordGone()
    record = _locked(asked.record)
    row: CreditObjection = CreditObjection.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if not row.is_open or row.decision != asked.decision:
        raise AlreadyDecided(by=row.decided_by or "同事", result=row.outcome)
    row.supplier = record.supplier
    row.decision, row.reasons = decision, reasons
    row.decided_by, row.decided_at = officer, clock.now()
    if row.is_open:
        row.due_at = workdays.due_after(clock.now(), rules.WORKDAYS_OF_SOURCE)
    row.save(update_fields=["decision", "reasons", "decided_by", "decided_at", "due_at"])
    _stands(record, _STANDING[Decision(decision)])
    audit.record(_ACTIONS[Decision(decision)], actor=officer, target=row, note=reasons)
    _tell(row)
    return row


def end_with(records: Collection[int], *, by: User) -> None:
    """Inside the caller's transaction: what is objected to is taken away, because its handing over was wrong."""
    rows = CreditObjection.objects.select_for_update(of=("self",)).filter(record__in=records)
    for row in rows.filter(decision__in=CreditObjection.OPEN).select_related("supplier", "association"):
        row.decision, row.reasons = Decision.PASSED, "这条记录的导入有误，已经撤销。"
        row.decided_by, row.decided_at = by, clock.now()
        row.save(update_fields=["decision", "reasons", "decided_by", "decided_at"])
        _tell(row)


def _locked(record: CreditRecord) -> CreditRecord:
    rows = CreditRecord.objects.select_for_update(of=("self",))
    return rows.select_related("supplier__organisation__region").get(pk=record.pk)


def _stands(record: CreditRecord, standing: Standing) -> None:
    record.standing = standing
    record.save(update_fields=["standing"])
    if record.kind == CreditRecord.Kind.GRADE:
        grades.follow([record.supplier_id])
        search.changed("supplier", record.supplier.code)


def _tell(row: CreditObjection) -> None:
    text = f"{row.association}对“{row.about}”异议的答复：{row.outcome}。理由：{row.reasons}"
    for person in row.supplier.people:
        messaging.send(person, text, link=reverse("credit:objections"))
