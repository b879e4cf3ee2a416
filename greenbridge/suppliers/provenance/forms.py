"""Text from outside about what sources say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator

from greenbridge.accounts.forms import TextField
from greenbridge.suppliers.models import Dispute, Statement
from greenbridge.suppliers.provenance import queries
from greenbridge.suppliers.provenance.statements import Field


class SettleForm(forms.Form):
    """Which statement holds, and why."""

    choice = forms.ChoiceField(
        label="采用哪一种说法",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择采用哪一种说法。", "invalid_choice": "请在下面的说法中选择一种。"},
    )
    keeps_names = forms.BooleanField(
        label="未采用的名称作为曾用名保留，按它检索仍能找到", required=False, initial=True
    )
    reason = TextField(
        label="理由",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="写明核对了什么，例如营业执照、登记机关的公示。会告知机构和导入名单的人。",
        error_messages={"required": "请写明理由。"},
    )

    def __init__(self, *args: Any, dispute: Dispute, said: Sequence[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._said = {str(one.pk): one for one in said}
        choices = [
            (key, f"{Truncator(queries.written(one)).chars(60)}（{one.source}）")
            for key, one in self._said.items()
        ]
        self.fields["choice"].choices = [*choices, ("none", "暂不认定，展示的内容不变")]  # type: ignore[attr-defined]
        if dispute.field != Field.NAME:
            del self.fields["keeps_names"]

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        said = self.cleaned_data
        return {
            "chosen": self._said.get(said["choice"]),
            "reason": said["reason"],
            "keeps_names": said.get("keeps_names", False),
        }
