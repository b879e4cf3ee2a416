"""Coming in and going out: every way in ends here, and so does every way out."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest

from greenbridge.accounts import lockout, logins
from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock, mobile
from greenbridge.messaging import letters, sms
from greenbridge.messaging import services as messaging
from greenbridge.messaging.models import Letter

BACKEND = "greenbridge.accounts.backend.Backend"
BEGAN, SEEN = "began", "seen"
STEP_UP = "step-up"  # why it failed: who has signed in was asked again and could not say who they are


@transaction.atomic
def come_in(request: HttpRequest, user: User, *, how: str) -> None:
    """Sign the person in with this browser. ``how``: password, code, passkey, link, demo.

    A member of staff is signed in in one place: earlier sessions end, and the person is told.
    """
    login(request, user, backend=BACKEND)
    begin(request)
    record_authentication(request, user, method=how, reauthenticated=True)
    UserSession.objects.create_from_request(request)
    lockout.forget_here(request, user)
    seen_now(user)
    audit.record("account.signed_in", actor=user, target=user, after={"how": how})
    if user.is_staff_member and _end(user, but=request.session.session_key, why="signed in elsewhere"):
        messages.warning(request, "您在其他设备上的登录已结束：工作人员同时只能在一处登录。")


def begin(request: HttpRequest) -> None:
    """Both clocks of the session start."""
    request.session[BEGAN] = request.session[SEEN] = clock.now().timestamp()


def seen_now(user: User) -> None:
    """The account is in use: warnings that it will be switched off are void."""
    user.last_seen_at, user.idle_warnings = clock.now(), 0
    user.save(update_fields=["last_seen_at", "idle_warnings"])


@transaction.atomic
def go_out(request: HttpRequest, *, action: str = "account.signed_out", why: str = "") -> None:
    """End this browser's session; nothing of it stays."""
    user = request.user
    if isinstance(user, User):
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        audit.record(action, actor=user, target=user, note=why)
    logout(request)


@transaction.atomic
def end_session(session: UserSession, *, by: User) -> None:
    """Sign the person out in another browser; it takes effect with that browser's next request."""
    session.end()
    audit.record("account.session_ended", actor=by, target=session.user, after={"address": session.ip})


@transaction.atomic
def end_other_sessions(user: User, *, but: str | None) -> int:
    """Sign the person out everywhere else; returns in how many places."""
    return _end(user, but=but, why="by the person")


@transaction.atomic
def end_all_sessions(user: User, *, why: str) -> int:
    """Sign the person out everywhere: the account was switched off, or is no longer trusted."""
    return _end(user, but=None, why=why)


def _end(user: User, *, but: str | None, why: str) -> int:
    others = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for session in others:
        session.end()
    if others:
        audit.record("account.session_ended", actor=user, target=user, note=why, after={"count": len(others)})
    return len(others)


@transaction.atomic
def note_failure(login_typed: str, *, reason: str, locked: bool = False) -> None:
    """Somebody could not come in, or could not confirm who they are. What was typed is masked, a password never kept.

    ``locked`` says that this failure was one too many: then that is what is recorded.
    """
    failed = "account.step_up_refused" if reason == STEP_UP else "account.sign_in_failed"
    action = "account.locked_out" if locked else failed
    after = {"login": logins.masked(login_typed), "reason": reason}
    audit.record(action, actor=None, target=logins.find(login_typed), after=after, is_act=False)


@transaction.atomic
def warn_of_guessed_factor(user: User) -> None:
    """Codes are guessed at behind a password that was right: its owner hears of it where nobody else reads."""
    text = (
        f"您的账号在半小时内有{lockout.WRONG_FACTORS}次输错第二重验证的验证码，已暂停接受30分钟。"
        "如果不是您本人操作，说明有人可能知道您的密码，请立即修改密码。"
    )
    messaging.send(user, text, link="/accounts/security/")
    if user.email:
        letters.warn(Letter.Channel.MAIL, user.email, text, subject="绿桥：验证码连续输错")


@transaction.atomic
def confirmed_again(user: User) -> None:
    """Whoever has signed in was asked again, and could say who they are."""
    audit.record("account.confirmed_again", actor=user, target=user)


@transaction.atomic
def wrote_to(login: str, *, asked_by: User | None) -> None:
    """A code, a link or an answer about an account went to an address or a number, whether it has an account or not."""
    audit.record(
        "account.written_to", actor=asked_by, target=logins.find(login), after={"login": logins.masked(login)}
    )


@transaction.atomic
def set_password(user: User, password: str) -> None:
    """The person has chosen a new password: other sessions are over, locks are lifted, and the person is told."""
    user.set_password(password)
    user.save()
    lockout.forget(user)
    audit.record("account.password_changed", actor=user, target=user)
    messaging.send(
        user,
        "您的登录密码已修改。如果不是您本人操作，请立即重设密码并联系平台。",
        link="/accounts/security/",
    )


def how_came(request: HttpRequest, user: User) -> str:
    """The first thing that the person showed: password, code or passkey."""
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    method = records[0]["method"] if records else "password"
    return "passkey" if method == "mfa" else str(method)


FACTOR_WORDS = {
    "account.factor_added": "您的账号添加了第二重验证。",
    "account.factor_removed": "您的账号移除了一种第二重验证。",
    "account.recovery_codes_made": "您的账号生成了新的恢复码，原来的恢复码已失效。",
}


@transaction.atomic
def factor_changed(request: HttpRequest, user: User, action: str, *, kind: str) -> None:
    """A second factor came or went, or new recovery codes were made; the person is told, and it is recorded.

    Who has just set one up has shown it: this session need not ask again.
    """
    if action == "account.factor_added":
        record_authentication(request, user, method="mfa", type=kind, reauthenticated=True)
    audit.record(action, actor=user, target=user, after={"kind": kind})
    messaging.send(
        user,
        f"{FACTOR_WORDS[action]}如果不是您本人操作，请立即修改密码并联系平台。",
        link="/accounts/security/",
    )


@transaction.atomic
def confirm_mobile(user: User, number: str) -> None:
    """A code reached the number: from now on the person signs in with it. Where they were reached before hears of it."""
    if user.mobile == number:
        return
    before = user.mobile
    user.mobile, user.unconfirmed_mobile = number, ""
    user.save(update_fields=["mobile", "unconfirmed_mobile"])
    is_change = bool(before or user.email)
    audit.record(
        "account.login_changed" if is_change else "account.mobile_confirmed",
        actor=user,
        target=user,
        before={"mobile": mobile.masked(before)} if before else None,
        after={"mobile": mobile.masked(number)},
    )
    if is_change:
        _tell_of_new_login(user, f"手机号已设为{mobile.masked(number)}", number=before)


@transaction.atomic
def confirm_email(address: EmailAddress, confirm: Callable[[], bool]) -> bool:
    """A code reached the address: it counts. Where the person was reached before hears of it.

    ``confirm`` is django-allauth's own part of it.
    """
    user = address.user
    former = user.email if user.email != address.email else None
    is_confirmed = confirm()
    if is_confirmed:
        shown, is_change = logins.masked(address.email), bool(former or user.mobile)
        audit.record(
            "account.login_changed" if is_change else "account.email_confirmed",
            actor=user,
            target=user,
            before={"email": logins.masked(former)} if former else None,
            after={"email": shown},
        )
        if is_change:
            _tell_of_new_login(user, f"邮箱已设为{shown}", mail=former, number=user.mobile)
    return is_confirmed


def _tell_of_new_login(user: User, what: str, *, mail: str | None = None, number: str | None = None) -> None:
    """Whoever was at the keyboard may not be the person: the inbox tells, and the address and number known until now."""
    text = f"您在绿桥的登录{what}。如果不是您本人操作，请立即修改密码并联系平台。"
    messaging.send(user, text, link="/accounts/security/")
    if mail:
        letters.warn(Letter.Channel.MAIL, mail, text, subject="绿桥：登录邮箱已更换")
    if number and sms.is_offered():
        letters.warn(Letter.Channel.SMS, number, f"【绿桥】{text}")


@transaction.atomic
def wake(user: User) -> None:
    """An account that was switched off for not being used is used again: its owner has answered a code.

    Nothing happens where it is no longer dormant: an administrator may have disabled it meanwhile.
    """
    dormant = User.objects.filter(pk=user.pk, is_active=False, dormant_since__isnull=False)
    if user.is_staff_member or not dormant.update(is_active=True, dormant_since=None):
        return
    user.is_active, user.dormant_since = True, None
    audit.record("account.woke_up", actor=user, target=user)


def vouch_for_email(user: User) -> None:
    """The address counts as confirmed without a code: its owner came in by a link that was mailed there or that
    ``createadmin`` printed, or it belongs to the demo."""
    if user.email:
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
