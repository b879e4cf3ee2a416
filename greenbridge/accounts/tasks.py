"""What happens by the clock: overdue cases escalate, and on opening day those who waited are told."""

from greenbridge.accounts import services
from greenbridge.accounts.models import VerificationCase
from greenbridge.accounts.services import idle, retention
from greenbridge.core.jobs import every


@every(minute="7")
def escalate_verifications() -> None:
    services.escalate_overdue(VerificationCase)


@every(hour="18", minute="40")
def sweep_idle_accounts() -> None:
    idle.sweep()


@every(hour="0-12", minute="5")  # by day: the schedule is in UTC
def tell_opened() -> None:
    services.tell_opened()


@every(hour="18", minute="50")
def forget_sign_ins() -> None:
    retention.forget_sign_ins()
