"""Officers look at official sites themselves: what they found, and what of it goes on the record."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.queries import association_for, officers_of
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging
from greenbridge.suppliers.credit import errors, queries, rules
from greenbridge.suppliers.models import CreditCheck, CreditRecord, Supplier

Finding, Outcome = CreditCheck.Finding, CreditCheck.Outcome
BY_HAND = "人工核查"


@dataclass(frozen=True)
class Found:
    """What one site showed. An anomaly comes with words and a picture of it."""

    site: str
    finding: str
    text: str = ""
    file: files.Upload | None = None


@dataclass(frozen=True)
class Document:
    """The document that an anomaly is about, as the site shows it."""

    kind: str
    number: str
    title: str
    authority: str
    decided_on: dt.date
    content: str


@transaction.atomic
def check(
    supplier: Supplier, found: Collection[Found], *, looked_on: dt.date, officer: User
) -> list[CreditCheck]:
    """Write down what the sites showed on a day; when the body is due again follows from it.

    Of an anomaly the other officers of the association are told. Raises OwnBody.
    """
    supplier = _locked(supplier.pk)
    _check_not_own(supplier, officer)
    made = [
        CreditCheck.objects.create(
            supplier=supplier,
            site=one.site,
            finding=one.finding,
            looked_on=looked_on,
            text=one.text,
            file=files.store(one.file, owner=officer) if one.file else None,
            checked_by=officer,
            checked_at=clock.now(),
        )
        for one in found
    ]
    supplier.credit_due_on = _next_look(supplier)
    supplier.save(update_fields=["credit_due_on"])
    findings = {one.site: one.finding for one in found}
    after = {"looked_on": looked_on.isoformat(), "findings": findings}
    audit.record("supplier.credit_checked", actor=officer, target=supplier, after=after)
    for row in made:
        if row.is_open:
            _tell_colleagues(row)
    return made


def _next_look(supplier: Supplier) -> dt.date:
    looks = [
        rules.Look(row.looked_on, row.finding != Finding.UNAVAILABLE) if row else None
        for row in queries.latest_looks(supplier).values()
    ]
    return rules.next_look(looks, supplier.credit_due_on)


@transaction.atomic
def put_on_record(row: CreditCheck, document: Document, *, officer: User) -> CreditRecord:
    """A second officer has seen the anomaly too: it stands on the record from now on, and the body is told.

    Raises SecondOfficerNeeded, OwnBody, AlreadySettled, AlreadyOnRecord.
    """
    row = _to_settle(row, officer)
    record = CreditRecord(
        supplier=row.supplier,
        source=f"{row.site_name}（{BY_HAND}）",
        fetched_at=row.checked_at,
        raw={"网站": row.site_name, "查看日期": row.looked_on.isoformat()},
        **vars(document),
    )
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as twice:
        raise errors.AlreadyOnRecord(number=document.number) from twice
    row.record = record
    _settle(row, Outcome.RECORDED, "", officer)
    association = association_for(row.supplier.organisation.region)
    text = (
        f"{association}核查{row.site_name}，将一条信用记录写在您单位的机构页上：{record}。"
        "如有异议，可以在“信用异议”页提出。"
    )
    for person in row.supplier.people:
        messaging.send(person, text, link=reverse("credit:objections"))
    return record


@transaction.atomic
def drop(row: CreditCheck, *, note: str, officer: User) -> CreditCheck:
    """A second officer does not put it on the record, and says why; the first one is told.

    Raises SecondOfficerNeeded, OwnBody, AlreadySettled.
    """
    row = _to_settle(row, officer)
    _settle(row, Outcome.DROPPED, note, officer)
    text = f"您核查“{row.supplier}”时记录的异常，复核后不登记：{note}"
    messaging.send(row.checked_by, text, link=row.get_absolute_url())
    return row


def _to_settle(row: CreditCheck, officer: User) -> CreditCheck:
    rows = CreditCheck.objects.select_for_update(of=("self",))
    row = rows.select_related("supplier__organisation__region", "checked_by", "settled_by").get(pk=row.pk)
    if row.checked_by == officer:
        raise errors.SecondOfficerNeeded()
    _check_not_own(row.supplier, officer)
    if not row.is_open:
        raise errors.AlreadySettled(by=row.settled_by, outcome=row.get_outcome_display())
    return row


def _settle(row: CreditCheck, outcome: CreditCheck.Outcome, note: str, officer: User) -> None:
    row.outcome, row.outcome_note = outcome, note
    row.settled_by, row.settled_at = officer, clock.now()
    row.save(update_fields=["outcome", "outcome_note", "settled_by", "settled_at", "record"])
    audit.record(
        "supplier.credit_anomaly_recorded"
        if outcome == Outcome.RECORDED
        else "supplier.credit_anomaly_dropped",
        actor=officer,
        target=row,
        note=note,
    )


def _tell_colleagues(row: CreditCheck) -> None:
    for colleague in officers_of(association_for(row.supplier.organisation.region)):
        if colleague != row.checked_by:
            text = f"核查“{row.supplier}”时在{row.site_name}发现异常，请由另一位审核员复核。"
            messaging.send(colleague, text, link=row.get_absolute_url())


def _locked(key: int) -> Supplier:
    rows = Supplier.objects.select_for_update(of=("self",)).select_related("organisation__region")
    return rows.get(pk=key)


def _check_not_own(supplier: Supplier, officer: User) -> None:
    if supplier.organisation.members.filter(pk=officer.pk).exists():
        raise errors.OwnBody()
