"""What happens by the clock: overdue cases escalate, and on opening day those who waited are told, and by
night goes what was kept for a while only."""

from greenbridge.accounts import services
from greenbridge.accounts.models import VerificationCase
from greenbridge.accounts.services import idle, invitations, retention
from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away


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
@takes_away(Keep.LOG, "axes.AccessAttempt", "axes.AccessFailureLog", "axes.AccessLog")
@takes_away(Keep.SESSION, "sessions.Session", "usersessions.UserSession")
def forget_sign_ins() -> None:
    retention.forget_sign_ins()


@every(hour="18", minute="55")
@takes_away(Keep.CASE, "accounts.VerificationCase", "accounts.RoleChange")
def forget_cases() -> None:
    retention.forget_cases()


@every(hour="18", minute="55")
@takes_away(Keep.LOG, "accounts.MemberInvitation")
def forget_invitations() -> None:
    invitations.forget_invitations()


@every(hour="18", minute="45")
def forget_unconfirmed() -> None:
    retention.forget_unconfirmed()
