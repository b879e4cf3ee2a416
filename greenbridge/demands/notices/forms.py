"""Text from outside about official notices."""

from collections.abc import Sequence
from typing import Any

from django import forms

from greenbridge.accounts.forms import LineField, ReasonField, TextField
from greenbridge.accounts.forms.sign_in import LoginField, parsed


class RemovalForm(forms.Form):
    """Why a notice should be taken down, and where the answer goes."""

    reason = TextField(
        label="申请理由",
        max_length=1000,
        help_text="写明哪一段涉及您或您的单位、为什么不应在平台展示。",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写明申请理由，协会据此核实。"},
    )
    name = LineField(
        label="您的姓名或单位名称", max_length=40, error_messages={"required": "请填写您的姓名或单位名称。"}
    )
    contact = LoginField(help_text="答复会发到这里，只有协会审核员能看到。")

    def clean_contact(self) -> str:
        return parsed(self.cleaned_data["contact"])


class AnswerForm(forms.Form):
    """What an officer decides, and why. ``outcomes`` are the decisions in the words of their consequence."""

    decision = forms.ChoiceField(
        label="办理意见", widget=forms.RadioSelect, error_messages={"required": "请选择办理意见。"}
    )
    reasons = ReasonField()

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str]], reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = outcomes  # type: ignore[attr-defined]
        self.fields["reasons"].help_text = reader
