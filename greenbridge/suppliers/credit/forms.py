"""Text from outside about credit information."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.files.forms import UploadField
from greenbridge.ui.forms import DateInput


class PastDayField(forms.DateField):
    """A day that has come."""

    widget = DateInput

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and value > clock.today():
            raise ValidationError("日期不能晚于今天，请核对。")


class HandoverForm(forms.Form):
    """A file that was handed over, by whom, and when."""

    file = UploadField(
        label="交换文件",
        kinds=files.RECORDS,
        help_text="JSON 或 CSV，不超过20 MB、20,000条。每条一份文书，写明类型、统一社会信用代码和文书号。",
    )
    source = LineField(
        label="来源",
        max_length=60,
        help_text="例如“信用中国”“政府采购网”，会写在机构页上；记录自己写明来源的，以记录为准。再次导入请用同样的名称。",
        error_messages={"required": "请填写来源，例如“信用中国”。", "max_length": "来源请不超过60字。"},
    )
    handed_on = PastDayField(
        label="交付日期",
        help_text="对方交出文件的日期。",
        error_messages={"required": "请填写交付日期。", "invalid": "请填写正确的日期。"},
    )


class ReportForm(forms.Form):
    """A body's credit report, and the day on which it was made out."""

    file = UploadField(
        label="信用报告",
        kinds=("pdf",),
        help_text="信用中国出具的《信用信息报告》，PDF 原件，不超过20 MB。",
    )
    issued_on = PastDayField(
        label="报告日期",
        help_text="报告首页写明的生成日期，须在六个月内。",
        error_messages={"required": "请填写报告日期。", "invalid": "请填写正确的日期。"},
    )
