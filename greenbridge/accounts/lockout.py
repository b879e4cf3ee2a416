"""Guessing is made slow: five failures lock one account for one address for 30 minutes; then there is the address.

Nobody can lock a victim out from elsewhere, because every lock holds for the address that failed. The site as a whole
has a limit too: once it is passed, addresses that have failed of late are let try less, and nobody else notices.
"""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

from greenbridge.accounts import logins
from greenbridge.accounts.models import User

PER_ADDRESS = 30  # an office behind one address shares them
PER_ADDRESS_UNDER_ATTACK = 3
WHOLE_SITE = 500


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # the package carries no types
    """Axes counts per account and address; this adds the address alone, and the site."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return bool(super().is_locked(request, credentials)) or _address_is_locked(request)


def _address_is_locked(request: Any) -> bool:
    recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    here = _failures(recent.filter(ip_address=request.axes_ip_address))
    if here < PER_ADDRESS_UNDER_ATTACK:
        return False
    return here >= PER_ADDRESS or _failures(recent) >= WHOLE_SITE


def _failures(attempts: Any) -> int:
    return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0


def whose(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The account that is being tried, whichever of its logins was typed; else what was typed."""
    tried = credentials or {}
    typed = next((tried[key] for key in ("email", "phone", "username", "login") if tried.get(key)), "")
    user = logins.find(str(typed))
    return key_of(user) if user else logins.folded(str(typed))[:200]


def key_of(user: User) -> str:
    return f"user:{user.pk}"


def is_locked(request: HttpRequest, login: str) -> bool:
    """Whether more guesses at this account are refused from where the request comes from."""
    return bool(settings.AXES_ENABLED) and not AxesProxyHandler.is_allowed(request, {"login": login})


def failed(request: HttpRequest, login: str) -> bool:
    """Count a wrong code as a wrong password is counted; whether that was one too many."""
    AxesProxyHandler.user_login_failed(Handler, {"login": login}, request)
    return bool(getattr(request, "axes_locked_out", False))


def forget(user: User) -> None:
    """Who has just proved who they are, starts anew: after a new password, from every address."""
    AxesProxyHandler.reset_attempts(username=key_of(user))


def forget_here(request: HttpRequest, user: User) -> None:
    """Who has come in starts anew where they are; guesses from elsewhere stay counted."""
    AxesProxyHandler.reset_attempts(username=key_of(user), ip_address=request.META.get("REMOTE_ADDR"))
