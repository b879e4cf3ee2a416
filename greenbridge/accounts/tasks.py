"""Every hour the leading association learns what is overdue elsewhere."""

from greenbridge.accounts import services
from greenbridge.accounts.models import VerificationCase
from greenbridge.core.jobs import every


@every(minute="7")
def escalate_verifications() -> None:
    services.escalate_overdue(VerificationCase)
