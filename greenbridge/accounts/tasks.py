"""Every hour the leading association learns what is overdue elsewhere."""

from greenbridge.accounts import services
from greenbridge.accounts.models import VerificationCase
from greenbridge.accounts.services import idle
from greenbridge.core.jobs import every


@every(minute="7")
def escalate_verifications() -> None:
    services.escalate_overdue(VerificationCase)


@every(hour="2", minute="40")
def sweep_idle_accounts() -> None:
    idle.sweep()
