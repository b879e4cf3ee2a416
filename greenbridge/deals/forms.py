"""Text from outside between buyer and supplier."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from greenbridge.accounts.forms import LineField, TextField
from greenbridge.deals.models import Outcome
from greenbridge.demands.models import Lot
from greenbridge.suppliers.models import Supplier
from greenbridge.ui.forms import RowsField

NO_PARTNER = "请至少为一个标段选择合作机构；若对方没有在平台响应，请选“已通过其他途径解决”。"


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
    lots = RowsField(
        label="响应的标段",
        queryset=Lot.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="全部勾选就是响应整条需求。响应截止前可以再增加标段。",
        error_messages={
            "required": "请选择要响应的标段。",
            "invalid_choice": "有一个标段不能响应，请重新选择。",
        },
    )
    field_order = ("lots",)

    def __init__(self, *args: Any, lots: Sequence[Lot] = (), **options: Any) -> None:
        """``lots`` are those that the supplier may respond to; none where the demand has none."""
        super().__init__(*args, **options)
        if lots:
            _offer(self, lots)
        else:
            del self.fields["lots"]


class WidenForm(forms.Form):
    lots = RowsField(
        label="再响应的标段",
        queryset=Lot.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请选择要增加的标段。",
            "invalid_choice": "有一个标段不能响应，请重新选择。",
        },
    )

    def __init__(self, *args: Any, lots: Sequence[Lot], **options: Any) -> None:
        """``lots`` are those that the supplier may respond to and has not."""
        super().__init__(*args, **options)
        _offer(self, lots)


def _offer(form: forms.Form, lots: Sequence[Lot]) -> None:
    """Nothing but these may be chosen."""
    field = cast(RowsField, form.fields["lots"])
    field.queryset = Lot.objects.filter(pk__in=[lot.pk for lot in lots])


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
    note = LineField(label="说明", required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        suppliers: Sequence[Supplier],
        responders: Mapping[Lot, Sequence[Supplier]] | None = None,
        **kwargs: Any,
    ) -> None:
        """``responders`` are those of each lot: a demand in lots has a partner for each that was answered, or none."""
        super().__init__(*args, **kwargs)
        self.is_by_lot = bool(responders)
        answered = {lot: suppliers for lot, suppliers in (responders or {}).items() if suppliers}
        self.of_lots = {f"lot-{lot.pk}": lot for lot in answered}
        for name, lot in self.of_lots.items():
            self.fields[name] = _partner(f"{lot}的合作机构", answered[lot])
        if not self.is_by_lot:
            self.fields["supplier"] = _partner("合作机构", suppliers)
        self.order_fields(["kind", "supplier", *self.of_lots])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        agreed = cleaned.get("kind") == Outcome.Kind.AGREED
        chosen = {lot: cleaned.pop(name, None) for name, lot in self.of_lots.items()}
        cleaned["awards"] = {lot: partner for lot, partner in chosen.items() if partner and agreed}
        if self.is_by_lot:
            if agreed and not cleaned["awards"] and not self.errors:
                self.add_error(next(iter(self.of_lots), "kind"), NO_PARTNER)
            cleaned["supplier"] = None
            return cleaned
        if agreed and not cleaned.get("supplier"):
            self.add_error("supplier", "请选择合作机构；若对方没有在平台响应，请选“已通过其他途径解决”。")
        if not agreed:
            cleaned["supplier"] = None
        return cleaned


def _partner(label: str, suppliers: Sequence[Supplier]) -> forms.ModelChoiceField[Supplier]:
    rows = Supplier.objects.filter(pk__in=[one.pk for one in suppliers]).select_related("organisation")
    return forms.ModelChoiceField(label=label, queryset=rows, required=False, empty_label="请选择")
