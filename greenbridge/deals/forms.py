"""Text from outside between buyer and supplier."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import LineField, TextField
from greenbridge.deals.models import Outcome
from greenbridge.suppliers.models import Supplier


class InterestForm(forms.Form):
    message = TextField(
        label="响应说明",
        max_length=1000,
        help_text="简要说明怎样做、类似经验和大致时间。请勿写入报价。",
        error_messages={"required": "请填写响应说明。"},
    )
    contact_name = LineField(label="联系人", max_length=40, error_messages={"required": "请填写联系人姓名。"})
    contact_phone = forms.RegexField(
        label="联系电话",
        regex=r"^[0-9+() -]{7,20}$",
        help_text="响应后，您与发布单位可以查看彼此的联系方式，查看会留下记录。",
        error_messages={"required": "请填写联系电话。", "invalid": "请填写手机号或带区号的座机号。"},
    )


class DeclineForm(forms.Form):
    REASONS = ("近期没有余力", "不在服务范围", "所需资质不具备", "预算与工作量不符", "其他")

    reason = forms.ChoiceField(
        label="谢绝理由",
        choices=[(reason, reason) for reason in REASONS],
        error_messages={"required": "请选择谢绝理由。"},
    )


class OutcomeForm(forms.Form):
    kind = forms.ChoiceField(
        label="结果",
        choices=Outcome.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果。"},
    )
    supplier = forms.ModelChoiceField(
        label="合作机构", queryset=Supplier.objects.none(), required=False, empty_label="请选择"
    )
    note = LineField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, suppliers: list[Supplier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Supplier.objects.filter(pk__in=[s.pk for s in suppliers]).select_related("organisation")
        self.fields["supplier"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        agreed = cleaned.get("kind") == Outcome.Kind.AGREED
        if agreed and not cleaned.get("supplier"):
            self.add_error("supplier", "请选择合作机构；若对方没有在平台响应，请选“已通过其他途径解决”。")
        if not agreed:
            cleaned["supplier"] = None
        return cleaned
