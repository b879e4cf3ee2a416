"""Text from outside about what a body objects to: its objection, the answer, and an early end."""

from typing import Any, ClassVar

from django import forms

from greenbridge.accounts.forms.fields import TextField
from greenbridge.accounts.forms.roles import ReasonField
from greenbridge.accounts.reviews import Decision
from greenbridge.files.forms import ProofField


class AppealForm(forms.Form):
    """Why the body objects."""

    statement = TextField(
        label="申诉意见",
        max_length=2000,
        help_text="写明哪些事实不符、已经怎样改正。",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明申诉意见。"},
    )
    file = ProofField(label="证明材料")


class AnswerForm(forms.Form):
    """Whether what was decided stands, and why; who derives it says what the two answers are called."""

    passed: ClassVar = "申诉成立"
    refused: ClassVar = "维持原决定"

    decision = forms.ChoiceField(
        label="答复", widget=forms.RadioSelect, error_messages={"required": "请选择答复。"}
    )
    reasons = ReasonField(help_text="对方会原样收到。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(Decision.PASSED, self.passed), (Decision.REFUSED, self.refused)]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]


class LiftForm(forms.Form):
    """Why it ends before its last day."""

    reason = ReasonField(
        label="解除理由",
        help_text="对方会原样收到。",
        error_messages={"required": "请填写解除理由。"},
    )
