"""Signing up and signing in, by mobile number or e-mail address: one field takes either."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    BaseSignupForm,
    ChangePasswordForm,
    ChangePhoneForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.boundfield import BoundField

from greenbridge.accounts import logins, passwords
from greenbridge.accounts.forms.fields import LineField
from greenbridge.accounts.models import User
from greenbridge.accounts.services import agree
from greenbridge.core.errors import RuleBroken
from greenbridge.messaging import letters, sms

EITHER = "手机号或电子邮箱"
REQUIRED = "请填写手机号或电子邮箱。"
NEITHER = "请填写11位手机号，或完整的电子邮箱，例如 name@example.com。"


def parsed(text: str) -> str:
    """A mobile number or an address in its one form, to which something can be sent."""
    login = logins.folded(text)
    if logins.is_mobile(login):
        if not sms.is_offered():
            raise ValidationError(sms.NOT_OFFERED)
    else:
        try:
            validate_email(login)
        except ValidationError as neither:
            raise ValidationError(NEITHER) from neither
    return login


def check_may_write(login: str) -> None:
    """A code can be sent there now; known or unknown, the answer is the same."""
    try:
        letters.check_may_write(login, context.request.META.get("REMOTE_ADDR"))
    except RuleBroken as refusal:
        raise ValidationError(str(refusal)) from refusal


class LoginField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        options["error_messages"] = {"required": REQUIRED}
        super().__init__(label=EITHER, max_length=254, **options)
        self.widget.attrs["autocomplete"] = "username"

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        """Asks for an address alone where no short message can be sent."""
        self.label = EITHER if sms.is_offered() else "电子邮箱"
        return super().get_bound_field(form, field_name)


class SignUpForm(SignupForm):
    """A new person. Sides and bodies come after, in the application."""

    name = LineField(label="姓名", max_length=40, error_messages={"required": "请填写您的姓名。"})
    login = LoginField(help_text="用来登录和接收通知，下一步会发验证码给您。")
    agree = forms.BooleanField(
        label="我已阅读并同意《平台规则》和《隐私政策》",
        error_messages={"required": "请阅读并同意平台规则和隐私政策后再注册。"},
    )
    field_order = ("name", "login", "password1", "password2", "agree")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for two_in_one in ("email", "phone"):
            self.fields.pop(two_in_one)
        _plain(self.fields["password1"], "密码", passwords.PUBLIC_HINT)
        _plain(self.fields["password2"], "再输入一次密码")
        self.fields["password1"].error_messages["required"] = "请填写密码。"
        self.fields["password2"].error_messages["required"] = "请再输入一次密码。"

    def clean_login(self) -> str:
        login = parsed(self.cleaned_data["login"])
        kind = "phone" if logins.is_mobile(login) else "email"
        self.cleaned_data[kind] = self.validate_unique_email(login) if kind == "email" else login
        return login

    def clean(self) -> dict[str, Any]:
        """As allauth does, but the policy sees all that is known of the person, not only the address."""
        cleaned: dict[str, Any] = BaseSignupForm.clean(self)
        stranger = User(name=cleaned.get("name", ""), email=cleaned.get("email"), mobile=cleaned.get("phone"))
        try:
            get_adapter().clean_password(cleaned.get("password1", ""), user=stranger)
        except ValidationError as refused:
            if "password1" not in self.errors:
                self.add_error("password1", refused)
        if cleaned.get("password1") and cleaned["password1"] != cleaned.get("password2"):
            self.add_error("password2", "两次输入的密码不一样，请重新输入。")
        if not self.errors:
            check_may_write(cleaned["login"])
        return cleaned

    def save(self, request: Any) -> User:
        user: User = super().save(request)
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        agree(user)
        return user


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], EITHER)
        _plain(self.fields["password"], "密码")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].error_messages["required"] = REQUIRED
        self.fields["password"].error_messages["required"] = "请填写密码。"

    def clean_login(self) -> str:
        return logins.folded(self.cleaned_data["login"])


class AskForCodeForm(forms.Form):
    """Sign in with a code instead of a password. Whether the login is known cannot be told from the answer."""

    login = LoginField()

    def clean_login(self) -> str:
        login = parsed(self.cleaned_data["login"])
        check_may_write(login)
        self.cleaned_data["phone" if logins.is_mobile(login) else "email"] = login
        user = logins.find(login)
        self._user = user if user and (user.is_active or user.is_dormant) else None
        return login


class NewMobileForm(ChangePhoneForm):
    """Another number, to which a code is sent next."""

    def clean_phone(self) -> str:
        if not sms.is_offered():
            raise ValidationError(sms.NOT_OFFERED)
        return str(super().clean_phone())


class AskForLinkForm(ResetPasswordForm):
    """Forgotten the password: the address that a link is sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], "电子邮箱")
        self.fields["email"].error_messages["required"] = "请填写电子邮箱。"


class NewAddressForm(AddEmailForm):
    """Another address, to which a code is sent next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], "电子邮箱")
        self.fields["email"].error_messages["required"] = "请填写电子邮箱。"


class PasswordByLinkForm(ResetPasswordKeyForm):
    """A new password for who came in by the link of a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], "新密码", passwords.hint_for(self.user))
        _plain(self.fields["password2"], "再输入一次新密码")


class NewPasswordForm(ChangePasswordForm):
    """A new password; who has just come in with a code has forgotten the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], "现在使用的密码")
        _plain(self.fields["password1"], "新密码", passwords.hint_for(self.user))
        _plain(self.fields["password2"], "再输入一次新密码")
        if came_with_code(context.request, self.user):
            del self.fields["oldpassword"]

    def clean_oldpassword(self) -> str:
        """A wrong one counts as a failed sign-in, so that nobody guesses at a desk that was left."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


def came_with_code(request: Any, user: User) -> bool:
    from allauth.account.authentication import get_authentication_records
    from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate

    records = get_authentication_records(request, user)
    return bool(records) and records[0]["method"] == "code" and bool(did_recently_reauthenticate(request))


def _plain(field: forms.Field, label: str, hint: str = "") -> None:
    """Our label and hint before the field, instead of a placeholder that vanishes while one types."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
