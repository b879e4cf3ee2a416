"""What happens to a supplier's place in the directory."""

from typing import Any

from django.db import IntegrityError, transaction

from greenbridge.accounts import reviews
from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.queries import association_for
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging
from greenbridge.reference.models import Region, ServiceType, WasteCategory
from greenbridge.search import services as search
from greenbridge.suppliers import queries
from greenbridge.suppliers.errors import AlreadyWaiting, NothingToCheck, ProfileIncomplete
from greenbridge.suppliers.models import Activity, Credential, CredentialWaste, ListingReview, Supplier


@transaction.atomic
def profile_of(organisation: Organisation) -> Supplier:
    """The supplier that a verified body keeps; started as a draft on first sight, or taken over from an official list."""
    supplier, _ = Supplier.objects.get_or_create(
        organisation=organisation, defaults={"updated_at": clock.now()}
    )
    return supplier


@transaction.atomic
def describe(supplier: Supplier, *, editor: User, **facts: Any) -> Supplier:
    """Change what the supplier says of itself (intro, website, contact) and its body's size. Shown at once."""
    size = facts.pop("size")
    for field, value in facts.items():
        setattr(supplier, field, value)
    supplier.updated_at = clock.now()
    supplier.save(update_fields=[*facts, "updated_at"])
    supplier.organisation.size = size
    supplier.organisation.save(update_fields=["size"])
    audit.record("supplier.described", actor=editor, target=supplier, after={**facts, "size": size})
    search.changed("supplier", supplier.code)
    return supplier


@transaction.atomic
def set_activity(
    supplier: Supplier, service_type: ServiceType, *, serves: list[Region], capability: str, editor: User
) -> Activity:
    """Declare what the body does and where; declaring the same type again replaces the row."""
    activity, _ = Activity.objects.update_or_create(
        supplier=supplier, service_type=service_type, defaults={"capability": capability}
    )
    activity.serves.set(serves)
    after = {"type": service_type.code, "serves": [region.code for region in serves]}
    _touched(supplier, "supplier.activity_set", editor, after)
    return activity


@transaction.atomic
def drop_activity(activity: Activity, *, editor: User) -> None:
    """The body no longer does it."""
    supplier, code = activity.supplier, activity.service_type_id
    activity.delete()
    _touched(supplier, "supplier.activity_dropped", editor, {"type": code})


@transaction.atomic
def add_credential(
    supplier: Supplier,
    *,
    editor: User,
    scan: files.Upload | None,
    wastes: dict[WasteCategory, int | None],
    **facts: Any,
) -> Credential:
    """Add a credential, 待核验 until the association has checked it at the next review.

    ``wastes`` maps categories of hazardous waste to tonnes a year. Entering the same number again replaces the
    row and asks for a new check.
    """
    kept = files.store(scan, owner=editor) if scan else None
    credential, _ = Credential.objects.update_or_create(
        supplier=supplier,
        kind=facts.pop("kind"),
        number=facts.pop("number"),
        defaults={**facts, "scan": kept, "verified_at": None, "source": ""},
    )
    credential.wastes.all().delete()
    CredentialWaste.objects.bulk_create(
        CredentialWaste(credential=credential, category=category, tonnes_per_year=tonnes)
        for category, tonnes in wastes.items()
    )
    _touched(
        supplier,
        "supplier.credential_added",
        editor,
        {"kind": credential.kind_id, "number": credential.number},
    )
    return credential


@transaction.atomic
def drop_credential(credential: Credential, *, editor: User) -> None:
    """The body takes a credential off its profile."""
    supplier, before = credential.supplier, {"kind": credential.kind_id, "number": credential.number}
    credential.delete()
    _touched(supplier, "supplier.credential_dropped", editor, before)


def _touched(supplier: Supplier, action: str, editor: User, after: dict[str, Any]) -> None:
    supplier.updated_at = clock.now()
    supplier.save(update_fields=["updated_at"])
    audit.record(action, actor=editor, target=supplier, after=after)
    search.changed("supplier", supplier.code)


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
    if supplier.is_listed and not supplier.credentials.filter(verified_at=None).exists():
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
    if not supplier.is_listed:
        supplier.status = Supplier.Status.SUBMITTED
        supplier.save(update_fields=["status"])
    audit.record("supplier.submitted", actor=editor, target=supplier)
    messaging.send(
        editor,
        f"“{supplier}”的入驻申请已提交，{review.association}将在{clock.written(review.due_at)}前答复。",
        link="/suppliers/mine/",
    )
    return review


@transaction.atomic
def approve_listing(review: ListingReview, *, officer: User, reasons: str = "") -> Supplier:
    """Place a submitted supplier on the directory shelf; its credentials count as checked from now on.

    The supplier's people are told. Raises AlreadyDecided if a colleague got there first.
    """
    supplier = reviews.decide(review, Decision.PASSED, officer=officer, reasons=reasons).supplier
    supplier.status = Supplier.Status.LISTED
    supplier.listed_at = supplier.listed_at or clock.now()
    supplier.updated_at = clock.now()
    supplier.save(update_fields=["status", "listed_at", "updated_at"])
    supplier.credentials.filter(verified_at=None).update(verified_at=clock.now())
    audit.record("supplier.listed", actor=officer, target=supplier, note=reasons)
    search.changed("supplier", supplier.code)
    _tell(supplier, f"“{supplier}”已通过审核，现已在惠企服务中展示。", supplier.get_absolute_url())
    return supplier


@transaction.atomic
def return_listing(review: ListingReview, *, officer: User, reasons: str) -> Supplier:
    """Back to the supplier with reasons. A supplier that was listed stays listed; what was not checked stays 待核验."""
    return _turn_back(review, Decision.RETURNED, officer, reasons, "被退回，请修改后重新提交")


@transaction.atomic
def refuse_listing(review: ListingReview, *, officer: User, reasons: str) -> Supplier:
    """The request ends with reasons; the draft stays with the supplier."""
    return _turn_back(review, Decision.REFUSED, officer, reasons, "未予通过")


def _turn_back(review: ListingReview, decision: str, officer: User, reasons: str, words: str) -> Supplier:
    supplier = reviews.decide(review, decision, officer=officer, reasons=reasons).supplier
    if not supplier.is_listed:
        returned = decision == Decision.RETURNED
        supplier.status = Supplier.Status.RETURNED if returned else Supplier.Status.DRAFT
        supplier.save(update_fields=["status"])
    audit.record(f"supplier.{decision}", actor=officer, target=supplier, note=reasons)
    _tell(supplier, f"“{supplier}”的入驻申请{words}。理由：{reasons}", "/suppliers/mine/")
    return supplier


def _tell(supplier: Supplier, text: str, link: str) -> None:
    for person in supplier.people:
        messaging.send(person, text, link=link)


def refresh_expiring() -> int:
    """Once a day: suppliers whose credential changed its state overnight are indexed anew. Returns how many."""
    codes = queries.codes_with_changed_state(clock.today())
    with transaction.atomic():
        search.changed("supplier", *codes)
    return len(codes)
