"""What the audit administrator asks of the trail."""

from collections.abc import Mapping
from typing import Any

from django import forms

from greenbridge.core.errors import RuleBroken
from greenbridge.operations.models import TrailExport
from greenbridge.operations.trail.actions import LABELS
from greenbridge.operations.trail.masking import looks_for_a_contact
from greenbridge.ui.forms import DateInput


class WhenAndWhereForm(forms.Form):
    """What every list of traces can be asked; all may stay empty."""

    since = forms.DateField(label="起始日期", required=False, widget=DateInput)
    until = forms.DateField(label="截止日期", required=False, widget=DateInput)
    address = forms.CharField(label="来源地址开头", required=False, max_length=45)

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", "截止日期应不早于起始日期。")

    def asked(self) -> dict[str, str]:
        """What was filled in, as it is written down and put into addresses."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class TrailForm(WhenAndWhereForm):
    """Filters of the list."""

    action = forms.ChoiceField(
        label="操作",
        required=False,
        choices=[("", "全部"), *sorted(LABELS.items(), key=lambda pair: pair[0])],
        error_messages={"invalid_choice": "请从列表中选择操作。"},
    )
    actor = forms.CharField(label="操作人姓名", required=False, max_length=80)
    target = forms.CharField(label="对象名称或编号", required=False, max_length=200)
    words = forms.CharField(
        label="说明和改动中的文字",
        required=False,
        max_length=100,
        help_text="没有汉字的，只在说明中查找：改动中的联系方式是遮住的。",
    )

    field_order = ("since", "until", "action", "actor", "target", "address", "words")

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if looks_for_a_contact(words):
            raise forms.ValidationError("不能按号码或邮箱查找：联系方式是遮住的。请改用姓名、编号或日期。")
        return words


class ExportForm(forms.Form):
    """``too_many`` is why a workbook cannot hold what was found: then it is not offered."""

    kind = forms.ChoiceField(
        label="格式",
        choices=TrailExport.Kind.choices,
        initial="xlsx",
        help_text="Excel 表格最多两万条；文本表格不限条数。",
    )
    purpose = forms.CharField(
        label="用途",
        max_length=200,
        help_text="例如：2026年第四季度安全检查。用途会与导出编号一起记入操作记录。",
        error_messages={"required": "请填写导出的用途。"},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, too_many: RuleBroken | None) -> None:
        super().__init__(data)
        if too_many:
            kind: Any = self.fields["kind"]
            kind.choices = [one for one in TrailExport.Kind.choices if one[0] != TrailExport.Kind.XLSX]
            kind.initial, kind.help_text = TrailExport.Kind.CSV, str(too_many)
            kind.error_messages["invalid_choice"] = str(too_many)
