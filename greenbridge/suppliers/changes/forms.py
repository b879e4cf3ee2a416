"""Text from outside about what has changed of a body."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import LineField, RegionField
from greenbridge.files.forms import ProofField
from greenbridge.suppliers.changes.queries import Fact, Said
from greenbridge.ui.forms import PastDayField

_LONGEST = {Fact.NAME: 100, Fact.LEGAL_PERSON: 40, Fact.ADDRESS: 200}
_HINTS = {
    Fact.NAME: "与变更后的营业执照一致。",
    Fact.LEGAL_PERSON: "与营业执照一致。公开页面只显示姓氏。",
    Fact.ADDRESS: "写明路名和门牌号。",
}


class ChangeForm(forms.Form):
    """One fact as it is now, since when, and what proves it."""

    region = RegionField(label="变更后的所在地区")
    value = LineField()
    changed_on = PastDayField(
        label="变更日期",
        help_text="以登记机关核准的日期为准。",
        error_messages={"required": "请填写变更日期。", "invalid": "请填写正确的日期。"},
    )
    proof = ProofField(
        label="证明材料",
        is_required=True,
        help_text="登记机关的变更通知书，或变更后的营业执照，只供协会核对。",
    )

    def __init__(self, *args: Any, fact: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact, label = fact, Fact(fact).label
        self.fields["value"] = LineField(
            label=f"变更后的{label}",
            max_length=_LONGEST[Fact(fact)],
            help_text=_HINTS[Fact(fact)],
            error_messages={"required": f"请填写变更后的{label}。"},
        )
        if fact != Fact.ADDRESS:
            del self.fields["region"]

    @property
    def said(self) -> Said:
        facts = {key: value for key, value in self.cleaned_data.items() if key != "proof"}
        return Said(fact=self.fact, **facts)
