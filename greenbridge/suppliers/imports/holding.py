"""What sources differ in of bodies that are on record already, found without waiting for a list to come again."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count

from greenbridge.accounts.models import Organisation
from greenbridge.core import bulk
from greenbridge.core.progress import Progress, unheard
from greenbridge.suppliers.imports import papers, rereading
from greenbridge.suppliers.models import Credential, Dispute, PaperDispute, Sighting, Supplier
from greenbridge.suppliers.papers import statements

BATCH = 2_000


class Found(NamedTuple):
    """How many bodies were looked at, and how much of it waits for an officer that did not before."""

    bodies: int
    papers: int
    facts: int


def hold_all_together(progress: Progress = unheard) -> Found:
    """Hold against each other what lists and bodies say, of everybody of whom more than one of them speaks.

    Repeating it finds nothing new. A batch is one transaction; who hears of it is the officer, on the desk.
    """
    suppliers = _spoken_of_twice()
    before = _waiting()
    for first in range(0, len(suppliers), BATCH):
        _hold(suppliers[first : first + BATCH])
        progress("比较", min(first + BATCH, len(suppliers)), len(suppliers))
    after = _waiting()
    return Found(len(suppliers), after[0] - before[0], after[1] - before[1])


def _spoken_of_twice() -> list[int]:
    """Those on several lists, and those on one that have entered a credential themselves."""
    seen = Sighting.objects.order_by().values("supplier")
    several = seen.annotate(lists=Count("pk")).filter(lists__gt=1).values_list("supplier", flat=True)
    own = Credential.objects.filter(source="", supplier__in=seen).order_by()
    return sorted({*several, *own.values_list("supplier", flat=True)})


def _waiting() -> tuple[int, int]:
    return (
        PaperDispute.objects.filter(settled_at=None).count(),
        Dispute.objects.filter(settled_at=None).count(),
    )


@transaction.atomic
def _hold(suppliers: Collection[int]) -> None:
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
