"""Who reads the scans of credentials and the evidence of what was done."""

from typing import Any

from django.db.models import Q

from greenbridge.accounts.access import sees_business
from greenbridge.accounts.models import User
from greenbridge.files.models import File
from greenbridge.suppliers.models import Credential, ListingReview, RecordPart, Supplier
from greenbridge.suppliers.queries import in_charge_of


def signed_in_read_scans(user: Any, file: File) -> bool:
    """Whoever ``sees_business`` reads the checked scans of listed suppliers; colleagues and the officer in charge read all."""
    if not sees_business(user):
        return False
    checked = Credential.objects.filter(scan=file, verified_at__isnull=False)
    if checked.filter(supplier__status=Supplier.Status.LISTED).exists():
        return True
    credentials = Credential.objects.filter(Q(scan=file) | Q(offered_scan=file))
    if user.organisation and credentials.filter(supplier__organisation=user.organisation).exists():
        return True
    if credentials.filter(in_charge_of(user)).exists():
        return True
    reviews = ListingReview.objects.visible_to(user)
    return credentials.filter(supplier__in=reviews.values("supplier")).exists()


def officers_read_evidence(user: Any, file: File) -> bool:
    """What proves a part of the record is a contract or the like: for colleagues and the officer in charge alone."""
    if not isinstance(user, User):
        return False
    parts = RecordPart.objects.filter(evidence=file)
    if user.organisation and parts.filter(supplier__organisation=user.organisation).exists():
        return True
    reviews = ListingReview.objects.visible_to(user)
    return parts.filter(supplier__in=reviews.values("supplier")).exists()
