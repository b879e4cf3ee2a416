"""Text from outside about changes that were reported too late."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import ReasonField, TextField
from greenbridge.core import clock
from greenbridge.suppliers.models import LateReport
from greenbridge.ui.forms import DateInput


class LateForm(forms.Form):
    """What changed when, and when the body said so."""

    fact = forms.ChoiceField(
        label="变更的事项",
        choices=[("", "请选择"), *LateReport.Fact.choices],
        error_messages={"required": "请选择变更的事项。", "invalid_choice": "请选择变更的事项。"},
    )
    changed_on = forms.DateField(
        label="变更日期",
        widget=DateInput,
        help_text="以登记机关或证书载明的日期为准。",
        error_messages={"required": "请填写变更日期。", "invalid": "请填写正确的日期。"},
    )
    reported_on = forms.DateField(
        label="申报日期",
        widget=DateInput,
        error_messages={"required": "请填写申报日期。", "invalid": "请填写正确的日期。"},
    )
    note = TextField(
        label="依据",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="例如：国家企业信用信息公示系统的变更记录。机构会原样收到，不要写个人姓名和电话。",
        error_messages={"required": "请写明依据。"},
    )

    def clean_reported_on(self) -> Any:
        day = self.cleaned_data["reported_on"]
        if day > clock.today():
            raise ValidationError("申报日期不能晚于今天。")
        return day


class WithdrawLateForm(forms.Form):
    """Why it was no late report."""

    reason = ReasonField(
        label="撤回的理由",
        help_text="机构会原样收到。",
        error_messages={"required": "请填写撤回的理由。"},
    )
