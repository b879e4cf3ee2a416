"""Bodies are asked once a year, reminded, and confirm; officers note what was reported too late."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.suppliers.confirmation import queries, rules
from greenbridge.suppliers.confirmation.errors import (
    AlreadyConfirmed,
    AlreadyRecorded,
    AlreadyWithdrawn,
    FactsChanged,
    InTime,
    NotListed,
)
from greenbridge.suppliers.models import Confirmation, LateReport, Supplier


@transaction.atomic
def confirm(supplier: Supplier, *, by: User, version: str) -> Confirmation:
    """The body says that its key facts are true, for a year from today; its other people are told.

    ``version`` is that of the facts which the person saw. Raises NotListed, AlreadyConfirmed when a colleague did so
    today, FactsChanged when they say something else by now.
    """
    supplier = _locked(supplier)
    if not supplier.is_admitted:
        raise NotListed()
    latest, today = queries.latest_of(supplier), clock.today()
    next_due = rules.year_after(today)
    if latest and latest.confirmed_at and clock.local(latest.confirmed_at).date() == today:
        raise AlreadyConfirmed(by=latest.confirmed_by, until=clock.written(next_due))
    if queries.key_facts(supplier).version != version:
        raise FactsChanged()
    row = queries.open_of(supplier) or Confirmation(supplier=supplier, due_on=next_due)
    row.confirmed_at, row.confirmed_by = clock.now(), by
    row.save()
    Confirmation.objects.create(supplier=supplier, due_on=next_due)
    audit.record("supplier.confirmed", actor=by, target=supplier, after={"due_on": next_due.isoformat()})
    for person in supplier.people:
        if person != by:
            messaging.send(
                person,
                f"{by}已确认“{supplier}”的信息属实，下次请在{clock.written(next_due)}前确认。",
                link=reverse("suppliers:confirm"),
            )
    return row


def follow() -> int:
    """Once a day: bodies that are new in the directory are asked, and who is near the last day is reminded once of each
    nearness. Returns how many reminders.
    """
    today = clock.today()
    Confirmation.objects.bulk_create(
        [Confirmation(supplier=one, due_on=_first_due(one, today)) for one in queries.never_asked()],
        ignore_conflicts=True,  # somebody confirmed at the same moment
    )
    return sum(_remind(row.pk) for row in queries.to_remind(today) if _stage(row, today) is not None)


def _first_due(supplier: Supplier, today: dt.date) -> dt.date:
    began = [supplier.listed_at, supplier.organisation.verified_at]
    return rules.first_due([clock.local(moment).date() for moment in began if moment], today)


def _stage(row: Confirmation, today: dt.date) -> int | None:
    """The reminder that is due and was not sent."""
    stage = rules.stage_due(row.due_on, today)
    return None if stage is None or (row.reminded is not None and row.reminded <= stage) else stage


@transaction.atomic
def _remind(key: int) -> bool:
    """One body; what was confirmed or reminded of meanwhile is left alone."""
    rows = Confirmation.objects.select_for_update(of=("self",)).select_related("supplier__organisation")
    row = rows.filter(pk=key, confirmed_at=None).first()
    stage = _stage(row, clock.today()) if row else None
    if row is None or stage is None or not row.supplier.people:
        return False
    row.reminded = stage
    row.save(update_fields=["reminded"])
    text = rules.reminder(clock.written(row.due_on), stage)
    for person in row.supplier.people:
        messaging.send(person, text, link=reverse("suppliers:confirm"))
    audit.record("supplier.confirmation_reminded", actor=None, target=row.supplier, after={"stage": stage})
    return True


@transaction.atomic
def record_late(
    supplier: Supplier, *, fact: str, changed_on: dt.date, reported_on: dt.date, note: str, officer: User
) -> LateReport:
    """Note that the body reported a change more than a month after it; its people are told.

    Raises InTime, AlreadyRecorded.
    """
    if not rules.is_late(changed_on, reported_on):
        raise InTime(until=clock.written(rules.months_after(changed_on, 1)))
    dates = {"changed_on": changed_on, "reported_on": reported_on}
    row = note_late(supplier, fact=fact, note=note, officer=officer, **dates)
    if row is None:
        raise AlreadyRecorded()
    after = {"fact": fact, "changed_on": changed_on.isoformat(), "reported_on": reported_on.isoformat()}
    audit.record("supplier.late_report_noted", actor=officer, target=supplier, after=after, note=note)
    for person in supplier.people:
        messaging.send(
            person,
            f"协会记录“{supplier}”逾期申报：{row}。变更后请在一个月内申报。依据：{note}",
            link=reverse("suppliers:confirm"),
        )
    return row


def note_late(
    supplier: Supplier, *, fact: str, changed_on: dt.date, reported_on: dt.date, note: str, officer: User
) -> LateReport | None:
    """Note it inside the caller's transaction, which tells people and writes the trail; None if it is noted already."""
    try:
        with transaction.atomic():
            return LateReport.objects.create(
                supplier=supplier,
                fact=fact,
                changed_on=changed_on,
                reported_on=reported_on,
                note=note,
                recorded_by=officer,
                recorded_at=clock.now(),
            )
    except IntegrityError:
        return None


@transaction.atomic
def withdraw_late(row: LateReport, *, reason: str, officer: User) -> LateReport:
    """It was noted wrongly: the body does not read it any more, and its people are told why.

    It may be noted anew. Raises AlreadyWithdrawn.
    """
    rows = LateReport.objects.select_for_update(of=("self",)).select_related("supplier", "withdrawn_by")
    row = rows.get(pk=row.pk)
    if row.withdrawn_at:
        raise AlreadyWithdrawn(by=row.withdrawn_by)
    row.withdrawn_at, row.withdrawn_by, row.withdrawal = clock.now(), officer, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal"])
    before = {"fact": row.fact, "changed_on": row.changed_on.isoformat()}
    audit.record(
        "supplier.late_report_withdrawn", actor=officer, target=row.supplier, before=before, note=reason
    )
    for person in row.supplier.people:
        text = f"协会撤回了“{row.supplier}”的逾期申报记录：{row}。理由：{reason}"
        messaging.send(person, text, link=reverse("suppliers:confirm"))
    return row


def _locked(supplier: Supplier) -> Supplier:
    rows = Supplier.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=supplier.pk)
