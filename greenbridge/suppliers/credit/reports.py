"""A credit report from the upload to the day on which it is too old."""

import datetime as dt

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
from greenbridge.suppliers.credit import errors, queries, rules
from greenbridge.suppliers.models import CreditReport, Supplier


@transaction.atomic
def submit(supplier: Supplier, *, file: files.Upload, issued_on: dt.date, member: User) -> CreditReport:
    """Ask the association of the body's province to hold the report against 信用中国, in three working days.

    Its officers are told. Raises ReportTooOld, NoNewerThanShown, AlreadyWaiting.
    """
    rows = Supplier.objects.select_for_update(of=("self",)).select_related("organisation__region")
    supplier = rows.get(pk=supplier.pk)
    if rules.last_day(issued_on) < clock.today():
        raise errors.ReportTooOld()
    shown = queries.report_of(supplier)
    if shown and shown.issued_on >= issued_on:
        raise errors.NoNewerThanShown(issued_on=clock.written(shown.issued_on))
    row = CreditReport(
        supplier=supplier,
        issued_on=issued_on,
        last_day=rules.last_day(issued_on),
        submitted_by=member,
        **reviews.clocked(association_for(supplier.organisation.region)),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise errors.AlreadyWaiting() from twice
    row.file = files.store(file, owner=member, kinds=("pdf",))
    row.save(update_fields=["file"])
    audit.record("supplier.credit_report_submitted", actor=member, target=row)
    for officer in officers_of(row.association):
        text = f"“{supplier}”上传了信用报告，请在{clock.written(row.due_at)}前核对。"
        messaging.send(officer, text, link=row.get_absolute_url())
    return row


@transaction.atomic
def approve(row: CreditReport, *, officer: User, reasons: str = "") -> CreditReport:
    """Show on the record that the report was checked; it takes the place of the one before.

    The body is told. Raises AlreadyDecided, OwnBody.
    """
    decided = _decide(row, Decision.PASSED, officer, reasons)
    until = clock.written(decided.last_day)
    _tell(decided, f"您单位的信用报告已核对，写在机构页上，{until}后请更新。")
    return decided


@transaction.atomic
def send_back(row: CreditReport, *, officer: User, reasons: str) -> CreditReport:
    """Back to the body with reasons; what stood on its record still does. Raises AlreadyDecided, ReasonMissing, OwnBody."""
    decided = _decide(row, Decision.RETURNED, officer, reasons)
    _tell(decided, f"您单位的信用报告被退回，请按理由重新上传。理由：{reasons}")
    return decided


def _decide(row: CreditReport, decision: Decision, officer: User, reasons: str) -> CreditReport:
    if row.supplier.organisation.members.filter(pk=officer.pk).exists():
        raise errors.OwnBody()
    # Two reports of one body are decided one after the other: the page shows the latest.
    Supplier.objects.select_for_update(of=("self",)).get(pk=row.supplier_id)
    decided = reviews.decide(row, decision, officer=officer, reasons=reasons)
    audit.record(
        "supplier.credit_report_passed" if decision == Decision.PASSED else "supplier.credit_report_returned",
        actor=officer,
        target=decided,
        note=reasons,
    )
    return decided


def remind() -> int:
    """Once a day: tell bodies thirty days before their report is too old, once each. Returns how many."""
    return sum(_remind(key) for key in queries.to_remind().values_list("pk", flat=True))


@transaction.atomic
def _remind(key: int) -> bool:
    row = queries.to_remind().select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        return False
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    if queries.report_of(row.supplier) != row:
        return False
    audit.record("supplier.credit_report_reminded", actor=None, target=row)
    until = clock.written(row.last_day)
    _tell(row, f"您单位的信用报告到{until}满六个月，请到信用中国下载新的报告并上传。")
    return True


def _tell(row: CreditReport, text: str) -> None:
    for person in row.supplier.people:
        messaging.send(person, text, link=reverse("credit:submit"))
