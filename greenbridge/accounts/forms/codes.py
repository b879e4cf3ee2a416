"""Codes: from an authenticator, from recovery, by message. Each is guarded as a password is. And passkeys."""

import struct
from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from greenbridge.accounts import lockout, second_factor
from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in

LOCKED = "验证码连续输错，请在30分钟后再试。"
NOT_THIS_KEY = "这个通行密钥没有通过验证。请再试一次，或换一种方式确认。"
NOT_ADDED = "通行密钥没有添加成功。请再试一次，或换一台设备。"
# What the libraries raise, beside a refusal, over an answer that no device gives.
NO_ANSWER = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    struct.error,
    RecursionError,
)


def _login_of(form: forms.Form) -> str:
    """By what the person signs in for whom the form asks, as far as that is known."""
    user = getattr(form, "user", None)
    return (user.email or user.mobile or "") if isinstance(user, User) else ""


class GuardedCode(forms.Form):
    """Five wrong codes lock as five wrong passwords do: for this account, for this address."""

    reason = "code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "验证码"
        field.error_messages["required"] = "请填写验证码。"
        field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
        field.widget.attrs.pop("placeholder", None)

    def login_tried(self) -> str:
        return _login_of(self)

    def is_locked(self, request: HttpRequest) -> bool:
        return lockout.is_locked(request, self.login_tried())

    def failed(self, request: HttpRequest) -> bool:
        """Count the wrong code; whether that was one too many."""
        return lockout.failed(request, self.login_tried())

    def use_up(self, code: str) -> None:
        """A letter's code dies with its use anyway."""

    def clean_code(self) -> str:
        request, login = context.request, self.login_tried()
        if self.is_locked(request):
            sign_in.note_failure(login, reason="locked")
            raise ValidationError(LOCKED)
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # the form that stands beside this one
            self.use_up(code)
        except ValidationError:
            sign_in.note_failure(login, reason=self.reason, locked=self.failed(request))
            raise
        return code


class SecondFactor(GuardedCode):
    """A code that is good once, for all processes that serve the site.

    Whoever sends it has shown the password or a session: wrong ones count for the account, wherever they come from.
    """

    user: User

    def is_locked(self, request: HttpRequest) -> bool:
        return super().is_locked(request) or lockout.is_factor_locked(request, self.user)

    def failed(self, request: HttpRequest) -> bool:
        is_locked_everywhere = lockout.factor_failed(request, self.user)
        if is_locked_everywhere:
            sign_in.warn_of_guessed_factor(self.user)
        return super().failed(request) or is_locked_everywhere

    def use_up(self, code: str) -> None:
        if not second_factor.use_up(self.user, code):
            raise get_adapter().validation_error("incorrect_code")


class SecondFactorForm(SecondFactor, mfa.AuthenticateForm):
    reason = "second factor"


class ConfirmAgainForm(SecondFactor, mfa.ReauthenticateForm):
    reason = sign_in.STEP_UP


class SetUpTOTPForm(SecondFactor, totp.ActivateTOTPForm):
    reason = "set-up"


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A passkey always signs in by itself: the device asks for a finger, a face or a PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].label = "名称"
        self.fields["name"].help_text = "便于您认出是哪台设备，例如“办公室电脑”。"
        self.fields["credential"].error_messages |= {"required": NOT_ADDED, "invalid": NOT_ADDED}

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValidationError, *NO_ANSWER):
            raise ValidationError(NOT_ADDED) from None
        return cleaned


class ShownPasskey(forms.Form):
    """An answer of a device. Nobody guesses one, so none locks anything; one that does not fit is recorded."""

    reason = "second factor"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": NOT_THIS_KEY, "invalid": NOT_THIS_KEY}

    def clean_credential(self) -> Authenticator:
        try:
            shown: Authenticator = super().clean_credential()  # type: ignore[misc]  # the form beside this one
        except (ValidationError, *NO_ANSWER):
            sign_in.note_failure(_login_of(self), reason=self.reason)
            raise ValidationError(NOT_THIS_KEY) from None
        return shown


class SecondFactorPasskeyForm(ShownPasskey, webauthn.AuthenticateWebAuthnForm):
    """At sign-in, after the password."""


class SignInPasskeyForm(ShownPasskey, webauthn.LoginWebAuthnForm):
    """Instead of a password: whose it is, only the answer says."""


class PasskeyAgainForm(ShownPasskey, webauthn.ReauthenticateWebAuthnForm):
    reason = sign_in.STEP_UP


class PasswordAgainForm(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "密码"
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = "请填写密码。"
        self.fields["password"].widget.attrs.pop("placeholder", None)


class ConfirmLoginCodeForm(GuardedCode, allauth.ConfirmLoginCodeForm):
    def login_tried(self) -> str:
        state = context.request._login_stage.state
        return str(state.get("email") or state.get("phone") or "")


class ConfirmEmailForm(GuardedCode, allauth.ConfirmEmailVerificationCodeForm):
    def login_tried(self) -> str:
        return str(self.email or "")


class ConfirmMobileForm(GuardedCode, allauth.VerifyPhoneForm):
    def login_tried(self) -> str:
        return str(self.phone or "")
