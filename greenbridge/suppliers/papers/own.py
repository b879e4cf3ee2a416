"""What a body says of its own credentials stays beside what lists say of them."""

from typing import Any

from greenbridge.core import clock
from greenbridge.reference.models import WasteCategory
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers.imports import papers
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.models import PaperStatement, Statement, Supplier
from greenbridge.suppliers.papers import statements


def source_chosen(supplier: Supplier, kind: str, number: str) -> str:
    """The list that an officer chose for this credential: what the body says is kept beside it. Empty where there is none."""
    source = statements.binding([supplier.pk]).get((supplier.pk, kind, number), "")
    return "" if source == Statement.ITSELF else source


def state(
    supplier: Supplier, kind: str, number: str, facts: dict[str, Any], wastes: dict[WasteCategory, Covered]
) -> None:
    """Keep what the body has typed; a day of expiry that it leaves empty says 长期."""
    said = CredentialFacts(
        kind,
        number,
        facts["issuer"],
        facts.get("grade", ""),
        facts.get("scope", ""),
        facts.get("issued_on"),
        facts.get("expires_on"),
        {category.code: covered for category, covered in wastes.items()},
        facts.get("expires_on") is None,
    )
    _keep(supplier, said)


def follow(supplier: Supplier, kind: str, number: str) -> None:
    """The body's word is what it entered and no list has written over; of one that it took away it says nothing."""
    key = supplier.pk, kind, number
    row = papers.standing([supplier.pk]).get(key)
    if row and not row.source:
        _keep(supplier, row.facts)
        return
    of_itself = PaperStatement.objects.filter(supplier=supplier, kind=kind, number=number)
    of_itself.filter(source=Statement.ITSELF).delete()
    papers.hold_together([supplier.pk])


def _keep(supplier: Supplier, said: CredentialFacts) -> None:
    statements.keep([statements.own((supplier.pk, said.kind, said.number), clock.now(), said)])
    papers.hold_together([supplier.pk])
