"""What sources differ in of bodies that are on record already, found without waiting for a list to come again."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count

from greenbridge.accounts.models import Organisation
from greenbridge.core import bulk
from greenbridge.core.progress import Progress, unheard
from greenbridge.search import services as search
from greenbridge.suppliers.imports import papers, rereading
from greenbridge.suppliers.models import (
    Credential,
    Dispute,
    PaperDispute,
    PaperStatement,
    Sighting,
    Statement,
    Supplier,
)
from greenbridge.suppliers.papers import own, statements

BATCH = 2_000


class Found(NamedTuple):
    """How many bodies were looked at, how much of it waits for an officer that did not before, and how many papers were
    found to rest in part on the body's word alone."""

    bodies: int
    papers: int
    facts: int
    declared: int


def hold_all_together(progress: Progress = unheard) -> Found:
    """Hold against each other what lists and bodies say, of everybody of whom more than one of them speaks.

    Repeating it finds nothing new. A batch is one transaction; who hears of it is the officer, on the desk.
    """
    suppliers = _spoken_of_twice()
    before, declared = _waiting(), 0
    for first in range(0, len(suppliers), BATCH):
        declared += _hold(suppliers[first : first + BATCH])
        progress("比较", min(first + BATCH, len(suppliers)), len(suppliers))
    after = _waiting()
    return Found(len(suppliers), after[0] - before[0], after[1] - before[1], declared)


def _spoken_of_twice() -> list[int]:
    """Those on several lists, and those on one that have entered a credential themselves, also where a list wrote over it."""
    seen = Sighting.objects.order_by().values("supplier")
    several = seen.annotate(lists=Count("pk")).filter(lists__gt=1).values_list("supplier", flat=True)
    entered = Credential.objects.filter(source="", supplier__in=seen).order_by()
    over = PaperStatement.objects.filter(source=Statement.ITSELF, supplier__in=seen).order_by()
    return sorted(
        {*several, *(one for rows in (entered, over) for one in rows.values_list("supplier", flat=True))}
    )


def _waiting() -> tuple[int, int]:
    return (
        PaperDispute.objects.filter(settled_at=None).count(),
        Dispute.objects.filter(settled_at=None).count(),
    )


@transaction.atomic
def _hold(suppliers: Collection[int]) -> int:
    # As an import does: the body first.
    list(Organisation.objects.select_for_update().filter(supplier__in=suppliers).order_by("pk"))
    moments = dict(bulk.plain(Supplier, ["id", "updated_at"], "id", suppliers))
    entered = [
        statements.own(key, one.checked_at or moments[key[0]], one.facts)
        for key, one in papers.standing(suppliers).items()
        if not one.source
    ]
    statements.keep(entered, again=False)
    papers.hold_together(suppliers)
    rereading.hold_together(suppliers)
    return _tell_apart(suppliers)


def _tell_apart(suppliers: Collection[int]) -> int:
    """What only the body says of papers that counts as checked is its word from now on; the index hears of it."""
    found = own.told_apart(suppliers)
    for (supplier, kind, number), declared in found.items():
        Credential.objects.filter(supplier=supplier, kind=kind, number=number).update(declared=declared)
    bodies = Supplier.objects.filter(pk__among={key[0] for key in found}).order_by()
    search.changed("supplier", *bodies.values_list("organisation__credit_code", flat=True))
    return len(found)
