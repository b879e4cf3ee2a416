"""Guessing is made slow: five failures lock one account for one address for 30 minutes; then there is the address.

Nobody can lock a victim out from elsewhere: a lock holds for the address that failed. The site as a whole has a limit
too: once it is passed, addresses that have failed of late are let try less, and nobody else notices. Who guesses at one
account from very many addresses leaves it to those that it has come in from. Only wrong second factors lock an account
wherever they come from: whoever sends them knows the password.
"""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone

from greenbridge.accounts import logins
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core.origin import origin

PER_ADDRESS = 30  # an office behind one address shares them
PER_ADDRESS_UNDER_ATTACK = 3
PER_ACCOUNT = 50  # wrong passwords in half an hour from everywhere: a hundred an hour, as ASVS has it
WRONG_FACTORS = 10  # a code is one of a million, and three hold at a time
WHOLE_SITE = 500
_FACTOR = "FACTOR:"  # nobody fails under such a name by typing it: what is typed is folded to small letters
SIGN_INS_KNOWN = 200  # so many of the latest tell where an account comes in from


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # the package carries no types
    """Axes counts per account and address; this adds the address alone, the account alone, and the site."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return (
            bool(super().is_locked(request, credentials))
            or _address_is_locked(request)
            or ("password" in (credentials or {}) and _is_guessed_at(request, credentials))
        )


def _recent(request: HttpRequest) -> Any:
    return AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))


def _is_guessed_at(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Whether the account is tried from so many addresses that only those go on that it has come in from."""
    account = whose(request, credentials)
    if _failures(_recent(request).filter(username=account)) < PER_ACCOUNT:
        return False
    came_in = AuditRecord.objects.filter(
        action="account.signed_in",
        target_kind=User._meta.label_lower,
        target_id=account.removeprefix("user:"),
    )
    known = came_in.order_by("-at").values_list("address", flat=True)[:SIGN_INS_KNOWN]
    return where(request) not in {origin(address) for address in known}


def _address_is_locked(request: Any) -> bool:
    recent = _recent(request).exclude(username__startswith=_FACTOR)
    here = _failures(recent.filter(ip_address=request.axes_ip_address))
    if here < PER_ADDRESS_UNDER_ATTACK:
        return False
    return here >= PER_ADDRESS or _failures(recent) >= WHOLE_SITE


def _failures(attempts: Any) -> int:
    return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0


def where(request: HttpRequest) -> str | None:
    """The place that failures are counted for."""
    return origin(request.META.get("REMOTE_ADDR"))


def whose(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The account that is being tried, whichever of its logins was typed; else what was typed."""
    tried = credentials or {}
    typed = next((tried[key] for key in ("email", "phone", "username", "login") if tried.get(key)), "")
    user = logins.find(str(typed))
    return key_of(user) if user else logins.folded(str(typed))[:200]


def key_of(user: User) -> str:
    return f"user:{user.pk}"


def is_locked(request: HttpRequest, login: str, *, by_password: bool = False) -> bool:
    """Whether more guesses at this account are refused from where the request comes from: of codes, or of a password."""
    tried = {"login": login} | ({"password": ""} if by_password else {})
    return bool(settings.AXES_ENABLED) and not AxesProxyHandler.is_allowed(request, tried)


def failed(request: HttpRequest, login: str) -> bool:
    """Count a wrong code as a wrong password is counted; whether that was one too many."""
    AxesProxyHandler.user_login_failed(Handler, {"login": login}, request)
    return bool(getattr(request, "axes_locked_out", False))


def is_factor_locked(request: HttpRequest, user: User) -> bool:
    """Whether no more codes for a second factor are taken, wherever they come from."""
    if not settings.AXES_ENABLED:
        return False
    return bool(_failures(_recent(request).filter(username=_factor_of(user))) >= WRONG_FACTORS)


def factor_failed(request: HttpRequest, user: User) -> bool:
    """Count a wrong code for a second factor; whether that was one too many for the account."""
    attempt, _ = AccessAttempt.objects.get_or_create(
        username=_factor_of(user),
        ip_address=where(request),
        user_agent="",
        defaults={"failures_since_start": 0},
    )
    AccessAttempt.objects.filter(pk=attempt.pk).update(
        failures_since_start=F("failures_since_start") + 1, attempt_time=timezone.now()
    )
    return is_factor_locked(request, user)


def _factor_of(user: User) -> str:
    return f"{_FACTOR}{user.pk}"


def forget(user: User) -> None:
    """Who has just proved who they are, starts anew: after a new password, from every address."""
    AxesProxyHandler.reset_attempts(username=key_of(user))


def forget_here(request: HttpRequest, user: User) -> None:
    """Who has come in starts anew where they are; guesses from elsewhere stay counted."""
    AxesProxyHandler.reset_attempts(username=key_of(user), ip_address=where(request))
