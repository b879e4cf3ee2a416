"""Several cases decided alike: listings that are passed where nothing has to be seen by itself, or returned for one
reason, and bodies that a list has no more, of which the same was found out."""

from typing import Any

from django.db.models import Q

from greenbridge.accounts.bulk import Bulk
from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision
from greenbridge.reference import lookups
from greenbridge.suppliers import queries, services
from greenbridge.suppliers.errors import PapersToBeSeen, StillIncomplete
from greenbridge.suppliers.imports import services as imports
from greenbridge.suppliers.models import ListingReview, Sighting, Supplier


def listings(officer: User) -> Bulk:
    """Those that the officer may decide one by one."""
    rows = ListingReview.objects.visible_to(officer).select_related("supplier__organisation__region")
    return Bulk(rows.select_related("decided_by"), _check, _decide, _version, lock=its_supplier)


def its_supplier(row: Any) -> None:
    """Lock the record that the row hangs on, as whoever edits it does, before anything of it."""
    Supplier.objects.select_for_update(of=("self",)).get(pk=row.supplier_id)


def _check(review: ListingReview, decision: str, officer: User) -> None:
    """Passing makes unverified papers count as checked, so those that its services need are to be seen first, and
    every scan that would take the place of another.

    Raises StillIncomplete, PapersToBeSeen.
    """
    if decision != Decision.PASSED:
        return
    if missing := queries.completeness(review.supplier).missing:
        raise StillIncomplete(missing="；".join(missing))
    if unseen := _unseen(review.supplier):
        raise PapersToBeSeen(papers="、".join(unseen))


def _unseen(supplier: Supplier) -> list[str]:
    """The papers that its services need and nobody has checked, and those with a scan that waits for a look."""
    kinds = supplier.activities.order_by().values_list("service_type", flat=True)
    needed = {code for kind in kinds for part in lookups.requirements_of(kind) for code in part}
    is_needed = Q(revoked_on=None, kind__in=needed)
    rows = supplier.credentials.to_be_checked().filter(is_needed | Q(offered_scan__isnull=False))
    return list(rows.order_by("kind").values_list("kind__short_name", flat=True).distinct())


def _decide(review: ListingReview, decision: str, officer: User, reasons: str) -> object:
    act = services.approve_listing if decision == Decision.PASSED else services.return_listing
    return act(review, officer=officer, reasons=reasons)


def _version(review: ListingReview) -> str:
    return review.supplier.updated_at.isoformat()


def gone(officer: User) -> Bulk:
    """Bodies that a later list has no more, in the officer's province, until somebody has looked into each."""
    return Bulk(
        queries.gone_from_lists(officer),
        _nothing_forbids,
        _settle,
        lambda sighting: f"{sighting.gone_since} {sighting.seen_at.isoformat()}",
        is_of_reviews=False,
        title=lambda sighting: str(sighting.supplier),
    )


def _nothing_forbids(sighting: Sighting, decision: str, officer: User) -> None:
    """What was found out of one may be written down of all."""


def _settle(sighting: Sighting, decision: str, officer: User, note: str) -> object:
    return imports.settle_gone(sighting, note=note, by=officer)
