"""A change of a key fact, from the body's word to the record."""

from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts import renaming, reviews
from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.queries import association_for, officers_of
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging
from greenbridge.search import services as search
from greenbridge.suppliers.changes import errors, queries
from greenbridge.suppliers.changes.queries import Fact, Said
from greenbridge.suppliers.confirmation import rules
from greenbridge.suppliers.confirmation import services as confirmation
from greenbridge.suppliers.models import KeyChange, Statement, Supplier
from greenbridge.suppliers.provenance import services as provenance
from greenbridge.suppliers.suspension.errors import OwnBody

LATE = "机构超过一个月才申报变更，协会核对属实。"


@transaction.atomic
def report(supplier: Supplier, said: Said, *, proof: files.Upload, member: User) -> KeyChange:
    """Ask the association of the body's province to check a change, in three working days; its officers are told.

    Reported more than a month after the change it is late, unless the record said nothing of the fact before.
    Raises NothingChanged, AlreadyReported.
    """
    supplier = _locked(supplier.pk)
    before, today = queries.shown(supplier, said.fact), clock.today()
    first = queries.first_reported(supplier, said.fact, said.changed_on)
    reported_on = min(first or today, today)
    row = KeyChange(
        supplier=supplier,
        before=before,
        reported_on=reported_on,
        is_late=bool(before) and rules.is_late(said.changed_on, reported_on),
        submitted_by=member,
        **vars(said),
        **reviews.clocked(association_for(supplier.organisation.region)),
    )
    if row.written == before:
        raise errors.NothingChanged(fact=row.get_fact_display())
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise errors.AlreadyReported(fact=row.get_fact_display()) from twice
    row.proof = files.store(proof, owner=member)
    row.save(update_fields=["proof"])
    _note("supplier.change_reported", row, member)
    for officer in officers_of(row.association):
        text = f"“{supplier}”申报{row.get_fact_display()}变更，请在{clock.written(row.due_at)}前核对。"
        messaging.send(officer, text, link=row.get_absolute_url())
    return row


@transaction.atomic
def withdraw(row: KeyChange, *, member: User) -> KeyChange:
    """The body takes its report back before anybody has decided; nobody is told. Raises NoLongerWaiting."""
    row = KeyChange.objects.select_for_update(of=("self",)).select_related("supplier").get(pk=row.pk)
    if not row.is_waiting:
        raise errors.NoLongerWaiting()
    row.decision, row.decided_at = Decision.WITHDRAWN, clock.now()
    row.save(update_fields=["decision", "decided_at"])
    _note("supplier.change_withdrawn", row, member)
    return row


@transaction.atomic
def approve(row: KeyChange, *, officer: User, reasons: str = "") -> KeyChange:
    """The record says it from now on, with the body as its source; a former name stays findable.

    Sources that still say otherwise count as weighed. What was reported late is noted as such, once. The body's people
    are told. Raises AlreadyDecided, OwnBody.
    """
    supplier, decided = _decide(row, Decision.PASSED, officer, reasons)
    _set(supplier, decided, officer)
    late = ""
    if decided.is_late:
        dates = {"changed_on": decided.changed_on, "reported_on": decided.reported_on}
        noted = confirmation.note_late(supplier, fact=decided.fact, note=LATE, officer=officer, **dates)
        late = f"已记录为逾期申报：{noted}。" if noted else ""
    _note("supplier.change_passed", decided, officer, reasons)
    _tell(supplier, f"您单位的{decided.get_fact_display()}变更已核对通过，机构资料已更新。{late}")
    return decided


@transaction.atomic
def send_back(row: KeyChange, *, officer: User, reasons: str) -> KeyChange:
    """Back to the body with reasons; handed in again, it counts as reported on the first day.

    The body's people are told. Raises AlreadyDecided, ReasonMissing, OwnBody.
    """
    supplier, decided = _decide(row, Decision.RETURNED, officer, reasons)
    _note("supplier.change_returned", decided, officer, reasons)
    what = decided.get_fact_display()
    _tell(supplier, f"您单位的{what}变更申报被退回，请按理由修改后重新申报。理由：{reasons}")
    return decided


@transaction.atomic
def refuse(row: KeyChange, *, officer: User, reasons: str) -> KeyChange:
    """It ends with reasons, and the record stays as it was; the body's people are told.

    Raises AlreadyDecided, ReasonMissing, OwnBody.
    """
    supplier, decided = _decide(row, Decision.REFUSED, officer, reasons)
    _note("supplier.change_refused", decided, officer, reasons)
    _tell(supplier, f"您单位的{decided.get_fact_display()}变更申报未予通过，机构资料不变。理由：{reasons}")
    return decided


def _locked(key: int) -> Supplier:
    """The record, its body locked first, as where records are merged."""
    Organisation.objects.select_for_update().get(supplier=key)
    rows = Supplier.objects.select_for_update(of=("self",)).select_related("organisation__region")
    return rows.get(pk=key)


def _decide(row: KeyChange, decision: str, officer: User, reasons: str) -> tuple[Supplier, KeyChange]:
    supplier = _locked(row.supplier_id)
    if supplier.organisation.members.filter(pk=officer.pk).exists():
        raise OwnBody()
    decided = reviews.decide(row, decision, officer=officer, reasons=reasons)
    decided.supplier = supplier
    return supplier, decided


def _set(supplier: Supplier, row: KeyChange, officer: User) -> None:
    """Write what was reported to where it is shown from."""
    body, former = supplier.organisation, supplier.organisation.name
    supplier.updated_at = clock.now()
    if row.fact == Fact.LEGAL_PERSON:
        supplier.legal_person = row.value
    supplier.save(update_fields=["legal_person", "updated_at"])
    if row.fact == Fact.NAME:
        body.name = row.value
        body.save(update_fields=["name"])
        renaming.tell([supplier.code])
        provenance.change_passed(supplier, Statement.Field.NAME, former_name=former, officer=officer)
    elif row.fact == Fact.ADDRESS and row.region:
        body.region, body.address = row.region, row.value
        body.save(update_fields=["region", "address"])
        provenance.change_passed(supplier, Statement.Field.ADDRESS, officer=officer)
    search.changed("supplier", supplier.code)


def _note(action: str, row: KeyChange, who: User, reasons: str = "") -> None:
    """The trail keeps which fact and from what to what; of a person it keeps no name."""
    named = row.fact != Fact.LEGAL_PERSON
    audit.record(
        action,
        actor=who,
        target=row.supplier,
        note=reasons,
        before={"value": row.before} if named else None,
        after={
            "fact": row.fact,
            **({"value": row.written} if named else {}),
            "changed_on": row.changed_on.isoformat(),
            "reported_on": row.reported_on.isoformat(),
            "late": row.is_late,
        },
    )


def _tell(supplier: Supplier, text: str) -> None:
    for person in supplier.people:
        messaging.send(person, text, link=reverse("suppliers:changes"))
