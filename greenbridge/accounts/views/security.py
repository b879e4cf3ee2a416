"""One's own account: how it is guarded, where it is signed in, and what happened to it."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts import contacts, passwords, queries, unsent
from greenbridge.accounts.access import SignedIn, signed_in
from greenbridge.accounts.services import sign_in
from greenbridge.core import mobile
from greenbridge.messaging import sms


@signed_in
def security(request: SignedIn) -> HttpResponse:
    """账号安全: password, second factor, passkeys, sessions, history."""
    user = request.user
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    codes = factors.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "looks": contacts.looks_at(user),
        "has_sms": sms.is_offered(),
        "mobile": mobile.masked(user.mobile) if user.mobile else "",
        "totp": factors.filter(type=Authenticator.Type.TOTP).first(),
        "passkeys": factors.filter(type=Authenticator.Type.WEBAUTHN),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": UserSession.objects.purge_and_list(user),
        "this_session": request.session.session_key,
        "history": queries.sign_in_history(user),
        "password_until": passwords.expires_on(user),
    }
    return render(request, "accounts/security.html", context)


@require_POST
@signed_in
def end_session(request: SignedIn, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key != request.session.session_key:
        sign_in.end_session(session, by=request.user)
        messages.success(request, "那处登录已结束。")
    return redirect("accounts:security")


@require_POST
@signed_in
def end_other_sessions(request: SignedIn) -> HttpResponse:
    ended = sign_in.end_other_sessions(request.user, but=request.session.session_key)
    messages.success(request, f"已结束其他{ended}处登录。" if ended else "没有其他登录。")
    return redirect("accounts:security")


@signed_in
def resume(request: SignedIn) -> HttpResponse:
    """What was being sent when the session ended, to be sent now."""
    kept = unsent.of(request, request.user)
    if kept is None:
        return redirect("portal:desk")
    return render(request, "accounts/resume.html", {"kept": kept})
