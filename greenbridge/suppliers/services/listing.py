"""A supplier asks to stand in the directory, and its association decides."""

import datetime as dt

from django.db import IntegrityError, transaction

from greenbridge.accounts import reviews
from greenbridge.accounts.errors import ChangedMeanwhile
from greenbridge.accounts.models import User
from greenbridge.accounts.queries import association_for
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.search import services as search
from greenbridge.suppliers import queries
from greenbridge.suppliers.care import services as care
from greenbridge.suppliers.edits import versions
from greenbridge.suppliers.errors import AlreadyWaiting, NothingToCheck, ProfileIncomplete
from greenbridge.suppliers.models import ListingReview, RecordPart, Supplier
from greenbridge.suppliers.papers.queries import IN_DISPUTE
from greenbridge.suppliers.services.credentials import take_up_scans


@transaction.atomic
def submit(supplier: Supplier, *, editor: User) -> ListingReview:
    """Ask the association of the body's province to list the supplier, or to check changed credentials.

    Raises ProfileIncomplete with what is missing, AlreadyWaiting, NothingToCheck.
    """
    supplier = (
        Supplier.objects.select_for_update(of=("self",))
        .select_related("organisation__region")
        .get(pk=supplier.pk)
    )
    if missing := queries.completeness(supplier).missing:
        raise ProfileIncomplete(missing="；".join(missing))
    if supplier.is_admitted and not _has_changes(supplier):
        raise NothingToCheck()
    try:
        with transaction.atomic():
            review = ListingReview.objects.create(
                supplier=supplier,
                submitted_by=editor,
                **reviews.clocked(association_for(supplier.organisation.region)),
            )
    except IntegrityError as twice:
        raise AlreadyWaiting(name=supplier) from twice
    if not supplier.is_admitted:
        supplier.status = Supplier.Status.SUBMITTED
        supplier.save(update_fields=["status"])
    audit.record("supplier.submitted", actor=editor, target=supplier)
    messaging.send(
        editor,
        f"“{supplier}”的入驻申请已提交，{review.association}将在{clock.written(review.due_at)}前答复。",
        link="/suppliers/mine/",
    )
    return review


def _has_changes(supplier: Supplier) -> bool:
    """Whether there is anything that the association has not seen."""
    return (
        supplier.credentials.to_be_checked().exclude(IN_DISPUTE).exists()
        or supplier.parts.filter(state=RecordPart.State.NEW).exists()
    )


@transaction.atomic
def approve_listing(
    review: ListingReview, *, officer: User, reasons: str = "", seen: dt.datetime | None = None
) -> Supplier:
    """Place a submitted supplier on the directory shelf; its credentials count as checked from now on, except those that
    sources differ in.

    What else it tells stands as its own word, unless an officer has verified it.

    One that is suspended stays so until that ends. The supplier's people are told. ``seen`` is the ``updated_at`` of
    what lay before the officer. Raises AlreadyDecided if a colleague got there first, ChangedMeanwhile.
    """
    supplier = _decided(review, Decision.PASSED, officer, reasons, seen)
    if not supplier.is_admitted:
        supplier.status = Supplier.Status.LISTED
    supplier.listed_at = supplier.listed_at or clock.now()
    supplier.updated_at = clock.now()
    supplier.save(update_fields=["status", "listed_at", "updated_at"])
    _take_papers_as_checked(supplier)
    supplier.parts.filter(state=RecordPart.State.NEW).update(state=RecordPart.State.DECLARED)
    audit.record("supplier.listed", actor=officer, target=supplier, note=reasons)
    search.changed("supplier", supplier.code)
    care.note_restrictions(supplier.pk)
    where = "现已在惠企服务中展示" if supplier.is_listed else "暂停展示结束后恢复展示"
    _tell(supplier, f"“{supplier}”已通过审核，{where}。", supplier.get_absolute_url())
    return supplier


def _take_papers_as_checked(supplier: Supplier) -> None:
    """A scan that waited takes the place of the one before, and nothing is the body's word alone any more: but where
    sources differ the officer who settles that says so."""
    papers = supplier.credentials.exclude(IN_DISPUTE)
    papers.filter(verified_at=None).update(verified_at=clock.now())
    papers.exclude(declared=[]).update(declared=[])
    take_up_scans(papers)


@transaction.atomic
def return_listing(
    review: ListingReview, *, officer: User, reasons: str, seen: dt.datetime | None = None
) -> Supplier:
    """Back to the supplier with reasons. A supplier that was listed stays listed; what was not checked stays 待核验."""
    supplier = _decided(review, Decision.RETURNED, officer, reasons, seen)
    return _turned_back(supplier, Decision.RETURNED, officer, reasons, "被退回，请修改后重新提交")


@transaction.atomic
def refuse_listing(
    review: ListingReview, *, officer: User, reasons: str, seen: dt.datetime | None = None
) -> Supplier:
    """The request ends with reasons; the draft stays with the supplier."""
    supplier = _decided(review, Decision.REFUSED, officer, reasons, seen)
    return _turned_back(supplier, Decision.REFUSED, officer, reasons, "未予通过")


def _turned_back(supplier: Supplier, decision: str, officer: User, reasons: str, words: str) -> Supplier:
    if not supplier.is_admitted:
        returned = decision == Decision.RETURNED
        supplier.status = Supplier.Status.RETURNED if returned else Supplier.Status.DRAFT
        supplier.save(update_fields=["status"])
    audit.record(f"supplier.{decision}", actor=officer, target=supplier, note=reasons)
    _tell(supplier, f"“{supplier}”的入驻申请{words}。理由：{reasons}", "/suppliers/mine/")
    return supplier


def _decided(
    review: ListingReview, decision: str, officer: User, reasons: str, seen: dt.datetime | None
) -> Supplier:
    """The decision is written, and with it what lay before the officer; nobody edits the record until it is done."""
    supplier = Supplier.objects.select_for_update(of=("self",)).get(pk=review.supplier_id)
    decided = reviews.decide(review, decision, officer=officer, reasons=reasons)
    is_as_seen = seen in (None, supplier.updated_at)
    if not is_as_seen or decided.supplier_id != supplier.pk:  # another pk: merged meanwhile
        raise ChangedMeanwhile()
    decided.version = versions.of(supplier)
    decided.save(update_fields=["version"])
    return supplier


def _tell(supplier: Supplier, text: str, link: str) -> None:
    for person in supplier.people:
        messaging.send(person, text, link=link)
