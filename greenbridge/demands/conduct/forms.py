"""Text from outside about buyers' conduct."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import TextField
from greenbridge.demands.models import DemandCheck

Finding = DemandCheck.Finding


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
