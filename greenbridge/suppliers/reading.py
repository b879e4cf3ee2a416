"""Who reads the scans of credentials."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.files.models import File
from greenbridge.suppliers.models import Credential, ListingReview, Supplier


def signed_in_read_scans(user: Any, file: File) -> bool:
    """Signed-in users read the checked scans of listed suppliers; colleagues and the officer in charge read all."""
    if not isinstance(user, User):
        return False
    credentials = Credential.objects.filter(scan=file)
    if user.organisation and credentials.filter(supplier__organisation=user.organisation).exists():
        return True
    if credentials.filter(verified_at__isnull=False, supplier__status=Supplier.Status.LISTED).exists():
        return True
    reviews = ListingReview.objects.visible_to(user)
    return credentials.filter(supplier__in=reviews.values("supplier")).exists()
