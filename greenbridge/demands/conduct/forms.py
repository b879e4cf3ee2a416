"""Text from outside about buyers' conduct."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import TextField, objections
from greenbridge.accounts.models import Organisation
from greenbridge.demands.models import Demand, DemandCheck, Sanction

Finding, Ground = DemandCheck.Finding, Sanction.Ground
MOST_DAYS = 366


class FindingForm(forms.Form):
    """What the officer found in a demand that was drawn."""

    finding = forms.ChoiceField(
        label="核查结论",
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核查结论。"},
    )
    note = TextField(
        label="核查情况",
        max_length=500,
        help_text="写明向谁核实、看到什么；需要更正的，写明更正什么。发布单位会原样收到。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明核查情况。"},
    )
    is_withdrawn = forms.BooleanField(
        label="同时把需求从大厅撤下",
        required=False,
        help_text="受邀请和已响应的机构会收到消息。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("finding") == Finding.GOOD and cleaned.get("is_withdrawn"):
            self.add_error("is_withdrawn", "结论是“属实”的需求不能撤下，请取消勾选或改选结论。")
        return cleaned


class ImposeForm(forms.Form):
    """What an officer imposes on a buyer, and why."""

    kind = forms.ChoiceField(
        label="措施",
        choices=Sanction.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择措施。"},
    )
    ground = forms.ChoiceField(
        label="事由",
        choices=[("", "请选择"), *(one for one in Ground.choices if one[0] != Ground.WARNINGS)],
        error_messages={"required": "请选择事由。"},
    )
    demand = forms.ModelChoiceField(
        label="所涉需求",
        queryset=Demand.objects.none(),
        required=False,
        empty_label="不涉及某一条需求",
        error_messages={"invalid_choice": "这条需求不属于这家单位，请重新选择。"},
    )
    reason = TextField(
        label="理由",
        max_length=500,
        help_text="写明事实和依据。发布单位会原样收到，不公开。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )
    days = forms.IntegerField(
        label="暂停天数",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="暂停发布时填写，今天算第一天。",
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], f"请填写1至{MOST_DAYS}的整数。"),
    )
    is_withdrawn = forms.BooleanField(
        label="同时撤下公开征集中的需求",
        required=False,
        help_text="选了所涉需求的只撤下那一条，没有选的全部撤下。受邀请和已响应的机构会收到消息。",
    )

    def __init__(self, *args: Any, buyer: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        submitted = Demand.objects.filter(buyer=buyer).exclude(status=Demand.Status.DRAFT)
        self.fields["demand"].queryset = submitted.order_by("-id")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_suspension = cleaned.get("kind") == Sanction.Kind.SUSPENSION
        if is_suspension and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", "请填写暂停天数。")
        cleaned["days"] = cleaned.get("days") or 0
        return cleaned


class AnswerForm(objections.AnswerForm):
    """Whether a sanction stands, and why."""

    passed, refused = "申诉成立，撤销处置", "维持处置"
