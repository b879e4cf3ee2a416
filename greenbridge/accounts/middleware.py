"""What holds for a signed-in person on every page: how long a session lasts, and what staff must have shown."""

from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from greenbridge.accounts import passwords, second_factor, timeouts, unsent
from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in
from greenbridge.core import clock

GetResponse = Callable[[HttpRequest], HttpResponseBase]

BY_ITSELF = "X-By-Itself"  # a page that asks for news of itself says so: nobody need be sitting before it


class EndStaleSessions:
    """Idle for too long, or signed in for too long: out. What was being sent is kept for the same person."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        came_with_nothing = settings.SESSION_COOKIE_NAME in request.COOKIES and not request.session.keys()
        response = self.get_response(request)
        if came_with_nothing and response.headers.get("Location", "").startswith(reverse("account_login")):
            messages.info(request, "您先前的登录已结束：可能已超时，也可能已在别处登录。请重新登录。")
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        user = request.user
        if not isinstance(user, User):
            return None
        now = clock.now().timestamp()
        began, seen = (request.session.get(key, now) for key in (sign_in.BEGAN, sign_in.SEEN))
        if timeouts.may_be_over(began, seen, now):
            why = timeouts.why_over(began, seen, now, is_staff=user.is_staff_member)
            if why:
                return _out(request, user, why)
        if BY_ITSELF in request.headers:
            return None
        if sign_in.SEEN not in request.session or now - seen >= timeouts.NOTED_EVERY.total_seconds():
            _note_seen(request, user, began, now)
        return None


def _note_seen(request: HttpRequest, user: User, began: float, now: float) -> None:
    request.session[sign_in.BEGAN], request.session[sign_in.SEEN] = began, now
    UserSession.objects.create_from_request(request)
    if user.last_seen_at is None or (clock.now() - user.last_seen_at).total_seconds() > 3600:
        sign_in.seen_now(user)


def _out(request: HttpRequest, user: User, why: str) -> HttpResponseBase:
    words = timeouts.idle_words(user.is_staff_member) if why == "idle" else timeouts.ABSOLUTE_WORDS
    back = unsent.rescued(request, user)
    sign_in.go_out(request, action="account.session_ended", why=why)
    messages.info(request, words)
    if back:
        unsent.keep(request, back)
    url = f"{reverse('account_login')}?{urlencode({'next': unsent.way_back(request, back)})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


class StaffComeInFully:
    """Staff without a second factor, or with a password past its time, reach the page that mends it and the way out.

    Whatever is not named here stays closed, the back office as well.
    """

    ALWAYS = frozenset({"account_logout", "ui:theme", "accounts:terms", "accounts:terms_version"})
    CONFIRMING = frozenset({"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
    SETTING_UP = frozenset(
        {"accounts:set_up", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes"}
    )
    CHANGING = frozenset({"account_change_password", "account_set_password"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        user = request.user
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(user, User) or name in self.ALWAYS or not user.is_staff_member:
            return None
        if second_factor.is_demo_session(request, user):
            return None
        if passwords.is_expired(user):
            return self._unless(name in self.CHANGING, "account_change_password")
        if not second_factor.is_set_up(user):
            return self._unless(name in self.SETTING_UP | self.CONFIRMING, "accounts:set_up")
        if not second_factor.was_shown(request, user):
            return self._unless(name in self.CONFIRMING - {"account_reauthenticate"}, "mfa_reauthenticate")
        return None

    @staticmethod
    def _unless(is_there: bool, page: str) -> HttpResponseBase | None:
        return None if is_there else redirect(page)
