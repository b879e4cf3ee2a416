"""Officers settle what sources differ in of a credential."""

from django.db import transaction

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.search import services as search
from greenbridge.suppliers.care import services as care
from greenbridge.suppliers.imports import papers
from greenbridge.suppliers.models import Credential, PaperDispute, PaperStatement, Supplier
from greenbridge.suppliers.papers import statements
from greenbridge.suppliers.papers.queries import version_of, words_of
from greenbridge.suppliers.papers.rules import resting_on_none
from greenbridge.suppliers.provenance.errors import AlreadySettled, SourcesChanged
from greenbridge.suppliers.provenance.services import tell
from greenbridge.suppliers.services.credentials import cover, credential_said, refuse_scans, take_up_scans


@transaction.atomic
def settle(dispute: PaperDispute, *, source: str, reason: str, version: str, officer: User) -> PaperDispute:
    """The credential is what one source says, and counts as checked; from now on only that source writes it.

    What that source leaves open stays as it stands, and the body's word stays its word alone; the body's scan stands with
    the body's word, and goes with it. Only what no officer has weighed, from another source, opens the matter again. The body's people and those who imported the lists concerned are told. Raises AlreadySettled,
    SourcesChanged when a source has said something new or the credential is gone.
    """
    # As an import does: the body first.
    list(Organisation.objects.select_for_update().filter(supplier=dispute.supplier_id))
    supplier = Supplier.objects.select_for_update(of=("self",)).get(pk=dispute.supplier_id)
    rows = PaperDispute.objects.select_for_update(of=("self",)).select_related("settled_by", "kind")
    found = rows.filter(pk=dispute.pk).first()
    if found is None:
        raise SourcesChanged()
    if found.settled_at:
        raise AlreadySettled(by=found.settled_by)
    words = words_of(found)
    chosen = {word.source: word for word in words}.get(source)
    credential = supplier.credentials.filter(kind=found.kind, number=found.number).first()
    if chosen is None or credential is None or version_of(words) != version:
        raise SourcesChanged()
    before = _said(credential)
    _write(credential, chosen)
    if chosen.is_own:  # what was checked before is over, and the body's scan is what the officer saw
        PaperStatement.objects.filter(
            supplier=supplier, kind=found.kind, number=found.number, source=PaperStatement.CHECKED
        ).delete()
        take_up_scans(supplier.credentials.filter(pk=credential.pk))
    else:
        refuse_scans(supplier.credentials.filter(pk=credential.pk))
    found.settled_at, found.settled_by, found.reason, found.source = clock.now(), officer, reason, source
    found.known = [statements.weighed(word.source, word.facts) for word in words]
    found.save()
    supplier.updated_at = clock.now()
    supplier.save(update_fields=["updated_at"])
    audit.record(
        "supplier.paper_settled",
        actor=officer,
        target=supplier,
        note=reason,
        before=before,
        after=_said(credential),
    )
    search.changed("supplier", supplier.code)
    care.note_restrictions(supplier.pk)
    text = f"“{supplier}”的{found.paper}各来源不一，协会已核定：采用“{source}”的说法。理由：{reason}"
    tell(supplier, text, sources=[word.source for word in words], officer=officer)
    return found


def _said(credential: Credential) -> dict[str, object]:
    return credential_said(credential.kind_id, credential.number, credential) | {"source": credential.source}


def _write(credential: Credential, chosen: statements.Word) -> None:
    key, stated = chosen.key, chosen.facts
    standing = papers.standing([key[0]])[key]
    held = papers.joined(stated, standing.facts)
    # The day of issue that stands contradicts it.
    if stated.expires_on and held.expires_on != stated.expires_on:
        held = held._replace(issued_on=stated.issued_on, expires_on=stated.expires_on)
    for column in papers.COLUMNS:
        setattr(credential, column, getattr(held, column))
    credential.source = chosen.source if chosen.is_listed else ""
    # Who refuses the body's word has not checked what the body had added to the paper.
    credential.declared = [] if chosen.is_own else resting_on_none(held, stated, standing.declared)
    credential.verified_at = clock.now()
    credential.save(update_fields=[*papers.COLUMNS, "source", "declared", "verified_at"])
    cover(credential, held.wastes)
