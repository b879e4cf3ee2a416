"""Signing up and signing in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import BaseSignupForm, LoginForm, SignupForm
from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts import passwords
from greenbridge.accounts.forms.fields import LineField
from greenbridge.accounts.models import User
from greenbridge.accounts.services import agree


class SignUpForm(SignupForm):
    """A new person. Sides and bodies come after, in the application."""

    name = LineField(label="姓名", max_length=40, error_messages={"required": "请填写您的姓名。"})
    agree = forms.BooleanField(
        label="我已阅读并同意《平台规则》和《隐私政策》",
        error_messages={"required": "请阅读并同意平台规则和隐私政策后再注册。"},
    )
    field_order = ("name", "email", "password1", "password2", "agree")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], "电子邮箱", "用来登录和接收通知。")
        _plain(self.fields["password1"], "密码", passwords.PUBLIC_HINT)
        _plain(self.fields["password2"], "再输入一次密码")
        self.fields["email"].error_messages["required"] = "请填写电子邮箱。"
        self.fields["email"].error_messages["invalid"] = "请填写完整的电子邮箱，例如 name@example.com。"

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
        _plain(self.fields["login"], "电子邮箱")
        _plain(self.fields["password"], "密码")
        self.fields["login"].error_messages["required"] = "请填写电子邮箱。"
        self.fields["password"].error_messages["required"] = "请填写密码。"


def _plain(field: forms.Field, label: str, hint: str = "") -> None:
    """Our label and hint before the field, instead of a placeholder that vanishes while one types."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
