"""Text from outside about spot checks."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import ReasonField, TextField
from greenbridge.core import clock
from greenbridge.files.forms import ProofField
from greenbridge.suppliers.models import SpotCheck
from greenbridge.suppliers.spotcheck import queries
from greenbridge.ui.forms import DateInput

Result = SpotCheck.Result
TO_CORRECT = SpotCheck.State.CORRECTING


class ComingDayField(forms.DateField):
    """A day that is still to come."""

    widget = DateInput

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value <= clock.today():
            raise ValidationError("日期须在今天之后，请重新填写。")


class DrawForm(forms.Form):
    """For which quarter, until when, and how many of each stratum; one alone may have a number of its own."""

    year = forms.IntegerField(
        label="年度",
        min_value=2024,
        max_value=2099,
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], "请填写四位数的年度，例如2026。"
        ),
    )
    quarter = forms.TypedChoiceField(
        label="季度",
        coerce=int,
        choices=[(n, f"第{n}季度") for n in range(1, 5)],
        error_messages={"required": "请选择季度。", "invalid_choice": "请选择第1至第4季度。"},
    )
    due_on = ComingDayField(
        label="检查期限", error_messages={"required": "请填写检查期限。", "invalid": "请填写正确的日期。"}
    )
    each = forms.IntegerField(
        label="每个分层抽取",
        required=False,
        min_value=0,
        help_text="家数。分层是省份和业务，机构不够的全部抽取。只抽个别分层的填0，在下面分别填写。",
        error_messages=dict.fromkeys(["invalid", "min_value"], "请填写0或更大的整数。"),
    )

    def __init__(self, *args: Any, strata: list[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strata = dict(strata)
        for stratum, there in strata:
            self.fields[f"n_{stratum}"] = forms.IntegerField(
                label=f"{queries.named(stratum)}（{there}家）",
                required=False,
                min_value=0,
                max_value=there,
                error_messages=dict.fromkeys(
                    ["invalid", "min_value", "max_value"],
                    f"“{queries.named(stratum)}”请填写0至{there}的整数。",
                ),
            )

    @property
    def common(self) -> list[forms.BoundField]:
        """What every drawing asks for."""
        return [self[name] for name in ("year", "quarter", "due_on", "each")]

    @property
    def single(self) -> list[forms.BoundField]:
        """The numbers of single strata."""
        return [self[f"n_{stratum}"] for stratum in self.strata]

    @property
    def is_single_open(self) -> bool:
        """Whether something was written there that is to be seen again."""
        return any(field.errors or field.value() not in {None, ""} for field in self.single)

    @property
    def plan(self) -> dict[str, int]:
        """How many of each stratum; where nothing is said of one, as many as of each, as far as there are."""
        each = self.cleaned_data["each"] or 0
        alone = {stratum: self.cleaned_data[f"n_{stratum}"] for stratum in self.strata}
        return {
            stratum: min(each, there) if alone[stratum] is None else alone[stratum]
            for stratum, there in self.strata.items()
        }


class FindingForm(forms.Form):
    """What the officer found."""

    finding = forms.ChoiceField(
        label="检查结论",
        choices=[(Result.GOOD, "合格"), (TO_CORRECT, "需整改"), (Result.UNWILLING, "不配合检查")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择检查结论。"},
    )
    findings = TextField(
        label="检查情况",
        max_length=1000,
        help_text="写明看了什么、发现什么；需整改的，写明整改什么。机构会原样收到。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明检查情况。"},
    )
    correct_by = ComingDayField(
        label="整改期限",
        required=False,
        help_text="需整改时填写。",
        error_messages={"invalid": "请填写正确的日期。"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("finding") == TO_CORRECT and not (
            cleaned.get("correct_by") or self.errors.get("correct_by")
        ):
            self.add_error("correct_by", "需整改的，请填写整改期限。")
        return cleaned


class CorrectionForm(forms.Form):
    """What the body has corrected."""

    correction = TextField(
        label="整改情况",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写明整改情况。"},
    )
    file = ProofField(label="整改材料")


class CloseForm(forms.Form):
    """Whether it is corrected."""

    result = forms.ChoiceField(
        label="复核结果",
        choices=[(one, one.label) for one in (Result.CORRECTED, Result.NOT_CORRECTED)],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择复核结果。"},
    )
    note = ReasonField(
        label="复核意见", help_text="机构会原样收到。", error_messages={"required": "请写明复核意见。"}
    )
