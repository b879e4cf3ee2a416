"""Codes: from an authenticator, from recovery, by message. Each is guarded as a password is."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts import lockout, second_factor
from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in

LOCKED = "验证码连续输错，请在30分钟后再试。"


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
        user = getattr(self, "user", None)
        return (user.email or user.mobile or "") if isinstance(user, User) else ""

    def use_up(self, code: str) -> None:
        """A letter's code dies with its use anyway."""

    def clean_code(self) -> str:
        request, login = context.request, self.login_tried()
        if lockout.is_locked(request, login):
            sign_in.note_failure(login, reason="locked")
            raise ValidationError(LOCKED)
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # the form that stands beside this one
            self.use_up(code)
        except ValidationError:
            sign_in.note_failure(login, reason=self.reason, locked=lockout.failed(request, login))
            raise
        return code


class SecondFactor(GuardedCode):
    """A code that is good once, for all processes that serve the site."""

    user: User

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
