"""What entitles a supplier to what it does comes, goes and runs out."""

from typing import Any

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.reference.models import WasteCategory
from greenbridge.reference.wastes import Covered
from greenbridge.search import services as search
from greenbridge.suppliers import queries
from greenbridge.suppliers.models import Credential, CredentialWaste, Supplier
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

    ``wastes`` maps categories of hazardous waste to their codes and tonnes a year. Entering the same number again replaces the
    row and asks for a new check; the earlier scan is destroyed.
    """
    kept = files.store(scan, owner=editor) if scan else None
    entered = Credential.objects.filter(supplier=supplier, kind=facts["kind"], number=facts["number"])
    replaced = [credential.scan for credential in entered.select_related("scan") if credential.scan]
    credential, _ = Credential.objects.update_or_create(
        supplier=supplier,
        kind=facts.pop("kind"),
        number=facts.pop("number"),
        defaults={**facts, "scan": kept, "verified_at": None, "source": ""},
    )
    files.destroy(replaced)
    credential.wastes.all().delete()
    CredentialWaste.objects.bulk_create(
        CredentialWaste(
            credential=credential, category=category, tonnes_per_year=said.tonnes, codes=said.codes
        )
        for category, said in wastes.items()
    )
    touched(
        supplier,
        "supplier.credential_added",
        editor,
        {"kind": credential.kind_id, "number": credential.number},
    )
    return credential


@transaction.atomic
def drop_credential(credential: Credential, *, editor: User) -> None:
    """The body takes a credential off its profile; its scan is destroyed."""
    supplier, before = credential.supplier, {"kind": credential.kind_id, "number": credential.number}
    scan = credential.scan
    credential.delete()
    files.destroy([scan] if scan else [])
    touched(supplier, "supplier.credential_dropped", editor, before)


def refresh_expiring() -> int:
    """Once a day: suppliers whose credential changed its state overnight are indexed anew. Returns how many."""
    codes = queries.codes_with_changed_state(clock.today())
    with transaction.atomic():
        search.changed("supplier", *codes)
    return len(codes)
