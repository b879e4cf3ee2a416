"""What a company said of itself goes once nobody speaks for it any more."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from greenbridge.accounts.models import Membership
from greenbridge.audit import services as audit
from greenbridge.library.models import ComplianceProfile


@transaction.atomic
def forget_left() -> int:
    """Profiles of bodies whose last member has left (``Keep.BODY``), with all marks. Returns how much went."""
    members = Membership.objects.filter(organisation=OuterRef("organisation"))
    count, _ = ComplianceProfile.objects.filter(~Exists(members)).delete()
    return audit.took_away(compliance_profiles=count)
