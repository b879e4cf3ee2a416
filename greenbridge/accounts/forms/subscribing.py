"""Text from outside about what somebody wants to hear of."""

from collections.abc import Sequence
from typing import Any

from django import forms


class SubscribingForm(forms.Form):
    """How often, and for visitors: where to."""

    pace = forms.ChoiceField(
        label="多久通知一次",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择多久通知一次。"},
    )
    email = forms.EmailField(
        label="接收通知的邮箱",
        help_text="我们会先发一封确认邮件。每封通知里都有停止的链接。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "请填写邮箱。", "invalid": "邮箱格式不对，例如：name@example.com。"},
    )

    def __init__(
        self, *args: Any, paces: Sequence[tuple[str, str]], is_signed_in: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        pace: Any = self.fields["pace"]
        pace.choices, pace.initial = paces, paces[0][0]
        if is_signed_in:
            del self.fields["email"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
