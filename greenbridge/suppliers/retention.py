"""What of suppliers is kept for a while only: papers while the body has people, official lists for three years."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from greenbridge.accounts.models import Membership, VerificationCase
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.files import services as files
from greenbridge.suppliers.models import (
    Credential,
    Dispute,
    ImportEntry,
    ImportIssue,
    ImportRun,
    LateReport,
    ListingReview,
    PaperDispute,
    RecordPart,
    Sighting,
    SizeStatement,
    Supplier,
    SupplierQuerySet,
)

Status = ImportRun.Status


def left_alone(moment: dt.datetime) -> SupplierQuerySet:
    """Suppliers for whom nobody speaks any more: the last member has left and nobody asks to follow them, or an
    official list named them last before that moment and nobody ever claimed them.
    """
    members = Membership.objects.filter(organisation=OuterRef("organisation"))
    asking = VerificationCase.objects.waiting().filter(credit_code=OuterRef("organisation__credit_code"))
    alone = Supplier.objects.filter(~Exists(members), ~Exists(asking))
    unclaimed = Q(organisation__verified_at=None)
    seen = alone.filter(unclaimed).annotate(seen=Max("sightings__seen_at", default=F("updated_at")))
    return alone.filter(~unclaimed | Q(pk__in=seen.filter(seen__lt=moment).values("pk")))


@transaction.atomic
def forget_old() -> int:
    """Contacts, certified people, scans and figures go when nobody speaks for the body (``Keep.BODY``), lists and reasons after three years (``Keep.CASE``).

    Returns how much went.
    """
    since = clock.now() - THREE_YEARS
    alone = left_alone(since)
    theirs = {"supplier__in": alone.values("pk")}
    listed = {"run__in": _over_since(since).values("pk")}
    return audit.took_away(
        list_cells=ImportIssue.objects.filter(**listed).delete()[0],
        list_entries=ImportEntry.objects.filter(**listed).delete()[0],
        files=_let_go_of_files(alone, since),
        suppliers=emptied(alone, contact_name="", contact_phone="", legal_person=""),
        sizes=SizeStatement.objects.filter(**theirs).delete()[0],
        certified=RecordPart.objects.filter(**theirs, kind=RecordPart.Kind.STAFF).delete()[0],
        versions=emptied(ListingReview.objects.filter(**theirs), version={}),
        reviews=emptied(ListingReview.objects.decided_before(since), reasons=""),
        late_reports=emptied(LateReport.objects.filter(recorded_at__lt=since), note="", withdrawal=""),
        disputes=emptied(Dispute.objects.filter(settled_at__lt=since), reason=""),
        paper_disputes=emptied(PaperDispute.objects.filter(settled_at__lt=since), reason=""),
        list_rows=emptied(Sighting.objects.filter(seen_at__lt=since), raw={}),
    )


def _let_go_of_files(alone: SupplierQuerySet, since: dt.datetime) -> int:
    has_scan = Q(scan__isnull=False) | Q(offered_scan__isnull=False)
    scanned = Credential.objects.filter(has_scan, supplier__in=alone.values("pk"))
    proven = RecordPart.objects.filter(evidence__isnull=False, supplier__in=alone.values("pk"))
    listed = _over_since(since).filter(file__isnull=False)
    kept = [
        *files.behind(scanned, "scan", "offered_scan"),
        *files.behind(listed, "file"),
        *files.behind(proven, "evidence"),
    ]
    scanned.update(scan=None, offered_scan=None)
    proven.update(evidence=None)
    listed.filter(status__in=[Status.MAPPING, Status.PREVIEW]).update(
        status=Status.FAILED, note="三年没有继续，名单文件已删除。", finished_at=clock.now()
    )
    ImportRun.objects.filter(file__in=kept).update(file=None)
    return files.destroy(kept)


def _over_since(moment: dt.datetime) -> QuerySet[ImportRun]:
    """Imports that had ended by then, or that nobody has gone on with."""
    over = ImportRun.objects.exclude(status__in=ImportRun.UNDER_WAY)
    touched = Coalesce("finished_at", "progressed_at", "started_at")
    return over.annotate(touched=touched).filter(touched__lt=moment)
