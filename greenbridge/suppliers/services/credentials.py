"""What entitles a supplier to what it does comes, goes and runs out."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.reference.models import WasteCategory
from greenbridge.reference.wastes import Covered
from greenbridge.search import services as search
from greenbridge.suppliers import queries
from greenbridge.suppliers.edits.kept import keep, rows_of
from greenbridge.suppliers.imports import papers
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.models import Credential, CredentialWaste, Supplier
from greenbridge.suppliers.papers import own
from greenbridge.suppliers.services.profile import touched


@transaction.atomic
def add_credential(
    supplier: Supplier,
    *,
    editor: User,
    scan: files.Upload | None,
    wastes: dict[WasteCategory, Covered],
    **facts: Any,
) -> Credential:
    """Add a credential, 待核验 until the association has checked it at the next review.

    ``wastes`` maps categories of hazardous waste to their codes and tonnes a year. Entering the same number again replaces
    what nobody has checked; the earlier scan goes with it. Of a credential that was checked nothing is taken back: what
    the body adds stands as its own word, what it says otherwise waits beside what stands (``papers``), and so does a
    new scan.
    """
    Supplier.objects.select_for_update(of=("self",)).get(pk=supplier.pk)
    scanned = files.store(scan, owner=editor) if scan else None
    kind, number = facts["kind"], facts["number"]
    entered = supplier.credentials.filter(kind=kind, number=number).first()
    before, rows = credential_said(kind.pk, number, entered), rows_of(entered)
    if entered and entered.verified_at:
        credential = _say_again(entered, own.said_in(kind.pk, number, facts, wastes), scanned)
    else:
        credential, _ = Credential.objects.update_or_create(
            supplier=supplier,
            kind=facts.pop("kind"),
            number=facts.pop("number"),
            defaults={**facts, "scan": scanned, "source": "", "declared": []},
        )
        cover(credential, {category.code: said for category, said in wastes.items()})
        own.follow(supplier, kind.pk, number)
    after = credential_said(kind.pk, number, credential)
    trace = touched(supplier, "supplier.credential_added", editor, after, before=before)
    keep(supplier, trace, rows, rows_of(credential))
    return credential


def _say_again(entered: Credential, said: CredentialFacts, scan: File | None) -> Credential:
    held, declared = own.added(entered, said)
    for column in papers.COLUMNS:
        setattr(entered, column, getattr(held, column))
    entered.declared, entered.offered_scan = declared, scan or entered.offered_scan
    entered.save(update_fields=[*papers.COLUMNS, "declared", "offered_scan"])
    cover(entered, held.wastes)
    return entered


def take_up_scans(credentials: QuerySet[Credential]) -> None:
    """Scans that waited for a look stand from now on; those before them are destroyed."""
    offered = credentials.filter(offered_scan__isnull=False)
    former = files.behind(offered, "scan")
    offered.update(scan=F("offered_scan"), offered_scan=None)
    files.destroy(former)


def refuse_scans(credentials: QuerySet[Credential]) -> None:
    """Scans that waited for a look are not taken up, and destroyed."""
    offered = credentials.filter(offered_scan__isnull=False)
    refused = files.behind(offered, "offered_scan")
    offered.update(offered_scan=None)
    files.destroy(refused)


@transaction.atomic
def drop_credential(credential: Credential, *, editor: User) -> None:
    """The body takes a credential off its profile, its scan with it; on a published one this can be taken back for
    thirty days.
    """
    supplier = credential.supplier
    Supplier.objects.select_for_update(of=("self",)).get(pk=supplier.pk)
    rows = rows_of(credential)
    before, after = (
        credential_said(credential.kind_id, credential.number, one) for one in (credential, None)
    )
    credential.delete()
    own.follow(supplier, credential.kind_id, credential.number)
    trace = touched(supplier, "supplier.credential_dropped", editor, after, before=before)
    keep(supplier, trace, rows, [])


def cover(credential: Credential, wastes: Mapping[str, Covered]) -> None:
    """The credential covers these categories, by their codes, and no others."""
    credential.wastes.all().delete()
    CredentialWaste.objects.bulk_create(
        CredentialWaste(
            credential=credential, category_id=category, tonnes_per_year=said.tonnes, codes=said.codes
        )
        for category, said in wastes.items()
    )


def credential_said(kind: str, number: str, credential: Credential | None) -> dict[str, Any]:
    """What the trail keeps of a credential; of one that does not exist only which it is."""
    said: dict[str, Any] = {"kind": kind, "number": number}
    if credential is None:
        return said
    days = {"issued_on": credential.issued_on, "expires_on": credential.expires_on}
    return said | {
        "issuer": credential.issuer,
        "grade": credential.grade,
        "scope": credential.scope,
        "wastes": "；".join(row.written for row in credential.wastes.all()),
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def refresh_expiring() -> int:
    """Once a day: suppliers whose credential changed its state overnight are indexed anew. Returns how many."""
    codes = queries.codes_with_changed_state(clock.today())
    with transaction.atomic():
        search.changed("supplier", *codes)
    return len(codes)
