"""Text from outside about records of one body."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField, ReasonField, TextField
from greenbridge.accounts.models import User
from greenbridge.suppliers.merging import queries
from greenbridge.suppliers.models import Likeness, Supplier

TWO_BODIES = "two"


class ProposalForm(forms.Form):
    """Two records, and why they may be of one body."""

    first = LineField(
        label="一条记录",
        max_length=100,
        help_text="统一社会信用代码（旧记录填15位注册号），或机构页上的完整名称。",
        error_messages={"required": "请填写第一条记录的代码或名称。"},
    )
    second = LineField(
        label="另一条记录",
        max_length=100,
        help_text="名称相同的，请填代码。",
        error_messages={"required": "请填写另一条记录的代码或名称。"},
    )
    remark = TextField(
        label="为什么可能是同一家",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="写明从哪里看出，例如登记机关的变更公示，供核对的审核员参考。",
        error_messages={"required": "请写明为什么可能是同一家。"},
    )

    def __init__(self, *args: Any, officer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._officer = officer

    def clean_first(self) -> Supplier:
        return self._record(self.cleaned_data["first"])

    def clean_second(self) -> Supplier:
        return self._record(self.cleaned_data["second"])

    def _record(self, text: str) -> Supplier:
        found = queries.records_named(text, self._officer)
        if not found:
            raise ValidationError(f"没有找到“{text}”，请核对统一社会信用代码，或填写机构页上的完整名称。")
        if len(found) > 1:
            codes = "、".join(record.code for record in found)
            raise ValidationError(f"叫“{text}”的记录不止一条，请改填代码：{codes}。")
        return found[0]


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
