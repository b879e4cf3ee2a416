"""Text from outside about buyers' conduct."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import ReasonField, TextField, objections
from greenbridge.accounts.models import Organisation
from greenbridge.accounts.reviews import Decision
from greenbridge.demands.models import Complaint, Demand, DemandCheck, Sanction
from greenbridge.files.forms import ProofField

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


class FollowUpForm(forms.Form):
    """How a demand that was to be corrected is done with."""

    note = TextField(
        label="办理情况",
        max_length=500,
        help_text="写明怎样更正了，或为什么撤下。发布单位会原样收到。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明办理情况。"},
    )
    is_withdrawn = forms.BooleanField(
        label="没有更正，把需求从大厅撤下",
        required=False,
        help_text="受邀请和已响应的机构会收到消息。",
    )


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


class ComplaintForm(forms.Form):
    """What is wrong with a demand or its buyer."""

    kind = forms.ChoiceField(
        label="投诉事由",
        choices=Complaint.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择投诉事由。"},
    )
    statement = TextField(
        label="投诉内容",
        max_length=2000,
        help_text="写明时间、经过和依据。发布单位只看到事由，看不到内容，也看不到由谁投诉。",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明投诉内容。"},
    )
    file = ProofField(label="证明材料")


class AcceptForm(forms.Form):
    """Whether a complaint is looked into."""

    decision = forms.ChoiceField(
        label="是否受理",
        choices=[("accept", "受理"), ("decline", "不予受理")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否受理。"},
    )
    reasons = ReasonField(
        label="不予受理的理由", required=False, help_text="不予受理时填写，投诉机构会原样收到。"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "decline" and not cleaned.get("reasons"):
            self.add_error("reasons", "请写明不予受理的理由。")
        return cleaned


class DecideForm(forms.Form):
    """Whether a complaint is founded, and why."""

    decision = forms.ChoiceField(
        label="办理结果",
        choices=[(Decision.PASSED, "投诉成立，给予警告"), (Decision.REFUSED, "投诉不成立")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择办理结果。"},
    )
    reasons = ReasonField(help_text="投诉机构和发布单位都会原样收到，不要写是谁投诉的。")
    is_withdrawn = forms.BooleanField(
        label="投诉成立的，同时把需求从大厅撤下",
        required=False,
        help_text="受邀请和已响应的机构会收到消息。",
    )


class ReplyForm(forms.Form):
    """What the buyer says to a complaint."""

    statement = TextField(
        label="情况说明",
        max_length=2000,
        help_text="写明事实和依据。协会办理时会看到，投诉机构看不到。",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明情况。"},
    )
