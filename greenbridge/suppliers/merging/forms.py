"""Text from outside about records of one body."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import ReasonField, TextField
from greenbridge.suppliers.merging import queries
from greenbridge.suppliers.models import Likeness, Supplier

TWO_BODIES = "two"


class LikenessForm(forms.Form):
    """Which record stays, or that they are of two bodies; and why."""

    choice = forms.ChoiceField(
        label="核对结果",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核对结果。", "invalid_choice": "请在下面的结果中选择一种。"},
    )
    reason = TextField(
        label="理由",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="写明核对了什么，例如营业执照、登记机关的变更公示。合并的，会告知已认领的机构。",
        error_messages={"required": "请写明理由。"},
    )
    confirmed = forms.BooleanField(
        label="我已核对两条记录的代码、名称和来源，确认是同一家单位（合并时必选）",
        required=False,
    )

    def __init__(self, *args: Any, likeness: Likeness, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._records = {str(one.pk): one for one in queries.may_survive(likeness)}
        kept = [(key, f"是同一家，保留“{one}”（{one.code}）") for key, one in self._records.items()]
        self.fields["choice"].choices = [*kept, (TWO_BODIES, "不是同一家")]  # type: ignore[attr-defined]
        if not kept:
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice") in self._records and not cleaned.get("confirmed"):
            self.add_error("confirmed", "合并前请确认两条记录是同一家单位。")
        return cleaned

    @property
    def survivor(self) -> Supplier | None:
        """None where they are of two bodies."""
        return self._records.get(self.cleaned_data["choice"])


class UndoForm(forms.Form):
    """Why a merge is undone."""

    reason = ReasonField(
        label="撤销理由",
        help_text="会告知已认领的机构。",
        error_messages={"required": "请填写撤销理由。"},
    )
