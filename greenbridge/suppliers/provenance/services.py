"""What bodies say of themselves is kept, and officers settle what sources differ in."""

import datetime as dt

from django.db import transaction

from greenbridge.accounts import renaming
from greenbridge.accounts.models import Organisation, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.text import fold_name
from greenbridge.messaging import services as messaging
from greenbridge.reference.resolver import resolve
from greenbridge.search import services as search
from greenbridge.suppliers.merging.errors import RecordMerged
from greenbridge.suppliers.models import Dispute, FormerName, ImportRun, Statement, Supplier
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.provenance.errors import AlreadySettled, SourcesChanged
from greenbridge.suppliers.provenance.queries import version_of
from greenbridge.suppliers.provenance.statements import Field, Said, Source

CHANGE_PASSED = "机构申报变更，协会核对通过。"


@transaction.atomic
def body_stated(organisation: Organisation, former_name: str) -> None:
    """An officer has checked what the body says it is called and where it sits.

    Raises RecordMerged for a service body whose record was merged: it speaks for itself under the other code.
    """
    supplier = Supplier.objects.filter(organisation=organisation).first()
    if supplier and supplier.merged_into and organisation.is_supplier:
        survivor = supplier.merged_into
        raise RecordMerged(code=organisation.credit_code, survivor=survivor, into=survivor.code)
    if supplier is None or supplier.is_merged:
        return
    if former_name and fold_name(former_name) != fold_name(organisation.name):
        keep_former_name(supplier, former_name, source=Statement.ITSELF)
    state_identity(supplier)


def state_identity(supplier: Supplier) -> None:
    """Keep name and place of a verified body as its own statements."""
    body = supplier.organisation
    if body.verified_at is None:
        return
    said = [Said(supplier.pk, Field.NAME, body.name, body.name)]
    if body.address:
        said.append(Said(supplier.pk, Field.ADDRESS, body.address, body.address, body.region_id))
    statements.hear(said, _itself(), known=[supplier.pk])


def state_size(supplier: Supplier, size: str, raw: str) -> bool:
    """Keep the size that the body declares; whether it may be shown: what an officer has settled stays."""
    if size != Organisation.Size.UNKNOWN:
        said = [Said(supplier.pk, Field.SIZE, raw, size)]
        statements.hear(said, _itself(), known=[supplier.pk])
    return "size" not in statements.settled_columns([supplier.pk]).get(supplier.pk, ())


def _itself() -> Source:
    return Source(Statement.Kind.DECLARED.value, Statement.ITSELF, clock.now())


@transaction.atomic
def change_passed(supplier: Supplier, field: str, *, officer: User, former_name: str = "") -> None:
    """An officer has passed what the body says that it is called now, or where it sits: sources that still say
    otherwise count as weighed. The caller tells people and writes the trail.
    """
    if former_name:
        keep_former_name(supplier, former_name, source=Statement.ITSELF)
    state_identity(supplier)
    dispute = supplier.disputes.filter(field=field, settled_at=None).first()
    if dispute:
        said = list(supplier.statements.filter(field=field))
        chosen = next(one for one in said if one.source == Statement.ITSELF)
        _settled(dispute, said, chosen, CHANGE_PASSED, officer)


def keep_former_name(supplier: Supplier, name: str, *, source: str) -> None:
    statements.keep_former([(supplier.pk, name)], kind=FormerName.Kind.NAME, source=source)
    search.changed("supplier", supplier.code)


@transaction.atomic
def settle(
    dispute: Dispute,
    *,
    chosen: Statement | None,
    reason: str,
    version: str,
    keeps_names: bool,
    officer: User,
) -> Dispute:
    """Show what one source says, or leave what is shown; only a value that nobody has weighed opens it again.

    The body's people and those who imported the lists concerned are told. ``keeps_names``: the names that were not
    chosen stay findable as former ones. Raises AlreadySettled, SourcesChanged when a source has said something new.
    """
    supplier = Supplier.objects.select_for_update(of=("self",)).get(pk=dispute.supplier_id)
    dispute = Dispute.objects.select_for_update(of=("self",)).select_related("settled_by").get(pk=dispute.pk)
    if dispute.settled_at:
        raise AlreadySettled(by=dispute.settled_by)
    said = list(supplier.statements.filter(field=dispute.field))
    if version_of(said) != version:
        raise SourcesChanged()
    before = _shown(supplier, dispute.field)
    _settled(dispute, said, chosen, reason, officer)
    if chosen:
        _show(supplier.organisation, chosen)
    if keeps_names and dispute.field == Field.NAME:
        _keep_other_names(supplier, [before, *(one.value for one in said)], dispute.source or "协会核定")
    supplier.updated_at = clock.now()
    supplier.save(update_fields=["updated_at"])
    audit.record(
        "supplier.dispute_settled",
        actor=officer,
        target=supplier,
        note=reason,
        before={dispute.field: before},
        after={dispute.field: _shown(supplier, dispute.field), "source": dispute.source},
    )
    search.changed("supplier", supplier.code)
    _tell(supplier, dispute, said, officer)
    return dispute


def _settled(
    dispute: Dispute, said: list[Statement], chosen: Statement | None, reason: str, officer: User
) -> None:
    """Write down who decided, for what, and what lay before the officer then."""
    dispute.settled_at, dispute.settled_by, dispute.reason = clock.now(), officer, reason
    dispute.known = [
        {"source": one.source, "value": one.value, "region": one.region_id or ""} for one in said
    ]
    if chosen:
        dispute.source, dispute.value = chosen.source, chosen.value
    dispute.save()


def _shown(supplier: Supplier, field: str) -> str:
    columns = statements.COLUMNS[Field(field)]
    return " ".join(str(getattr(supplier.organisation, column)) for column in columns).strip()


def _show(body: Organisation, chosen: Statement) -> None:
    """The chosen value becomes the one that is shown; an address without a region is looked up."""
    if chosen.field == Field.ADDRESS:
        found = None if chosen.region_id else resolve(chosen.raw, hint=body.region_id[:2])
        body.region_id = chosen.region_id or (found.region_code if found else body.region_id)
        body.address = chosen.value
    else:
        is_day = chosen.field == Field.ESTABLISHED
        setattr(body, chosen.field, dt.date.fromisoformat(chosen.value) if is_day else chosen.value)
    body.save(update_fields=list(statements.COLUMNS[Field(chosen.field)]))
    if chosen.field == Field.NAME:
        renaming.tell([body.credit_code])


def _keep_other_names(supplier: Supplier, names: list[str], source: str) -> None:
    shown = fold_name(supplier.organisation.name)
    others = {fold_name(name): name for name in names if fold_name(name) != shown}
    former = [(supplier.pk, name) for name in others.values()]
    statements.keep_former(former, kind=FormerName.Kind.NAME, source=source)


def _tell(supplier: Supplier, dispute: Dispute, said: list[Statement], officer: User) -> None:
    done = f"采用“{dispute.source}”的说法" if dispute.source else "保留各来源的说法，展示的内容不变"
    text = (
        f"“{supplier}”的{dispute.get_field_display()}各来源不一，协会已核定：{done}。理由：{dispute.reason}"
    )
    tell(supplier, text, sources=[one.source for one in said], officer=officer)


def tell(supplier: Supplier, text: str, *, sources: list[str], officer: User) -> None:
    """The body's people, and whoever brought the lists in."""
    for person in supplier.people:
        messaging.send(person, text, link=supplier.get_absolute_url())
    importers = User.objects.filter(
        pk__in=ImportRun.objects.filter(source__in=sources).values("started_by"), is_active=True
    )
    for person in importers.exclude(pk=officer.pk):
        messaging.send(person, text, link=supplier.get_absolute_url())
