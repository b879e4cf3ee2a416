"""Text from outside about suspensions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField, TextField, objections
from greenbridge.core import clock
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers.models import Supplier
from greenbridge.ui.forms import DateInput

MOST_DAYS = 366


class SuspendForm(forms.Form):
    """What is not shown, why, and from when to when."""

    service_type = forms.ModelChoiceField(
        label="暂停范围",
        queryset=ServiceType.objects.none(),
        required=False,
        empty_label="整个机构",
        error_messages={"invalid_choice": "机构没有登记这项业务，请重新选择。"},
    )
    reason = TextField(
        label="理由",
        max_length=300,
        help_text="写明事实，会告诉机构并在机构页公开，不要写个人姓名和电话。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明暂停展示的理由。"},
    )
    ground = LineField(
        label="依据",
        max_length=200,
        help_text="例如：平台规则第十二条，或处罚决定书的文号。",
        error_messages={"required": "请填写依据，例如规则条款或文书编号。"},
    )
    since = forms.DateField(
        label="起始日",
        widget=DateInput,
        error_messages={"required": "请填写起始日。", "invalid": "请填写正确的日期。"},
    )
    until = forms.DateField(
        label="最后一日",
        widget=DateInput,
        help_text="次日自动恢复展示。",
        error_messages={"required": "请填写最后一日。", "invalid": "请填写正确的日期。"},
    )

    def __init__(self, *args: Any, supplier: Supplier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = supplier.activities.order_by().values("service_type")
        self.fields["service_type"].queryset = ServiceType.objects.filter(pk__in=done)  # type: ignore[attr-defined]

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since < clock.today():
            raise ValidationError("起始日不能早于今天。")
        return since

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "最后一日不能早于起始日。")
        elif since and until and (until - since).days >= MOST_DAYS:
            self.add_error("until", "一次最多暂停一年，请改短期限；到期后仍有必要的，可以另行决定。")
        return cleaned


class AnswerForm(objections.AnswerForm):
    """Whether the suspension stands, and why."""

    passed, refused = "申诉成立，立即恢复展示", "维持暂停展示"
