"""Who reads the attachments of demands."""

from typing import Any

from greenbridge.accounts.access import sees_business
from greenbridge.demands.models import Attachment, Demand, DemandReview
from greenbridge.files.models import File


def people_read_attachments(user: Any, file: File) -> bool:
    """Colleagues and the officer in charge always; whoever ``sees_business`` once it is public, unless the publisher is masked."""
    if not sees_business(user):
        return False
    attachments = Attachment.objects.filter(file=file)
    if user.organisation and attachments.filter(demand__buyer=user.organisation).exists():
        return True
    if attachments.filter(demand__status__in=Demand.PUBLIC, demand__is_masked=False).exists():
        return True
    reviews = DemandReview.objects.visible_to(user)
    return attachments.filter(demand__in=reviews.values("demand")).exists()
