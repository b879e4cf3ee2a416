"""Text from outside about what sources say of a credential."""

from collections.abc import Iterable
from typing import Any

from django import forms

from greenbridge.accounts.forms import TextField


class SettleForm(forms.Form):
    """Which source holds for the whole credential, and why."""

    source = forms.ChoiceField(
        label="这张资质采用哪个来源",
        widget=forms.RadioSelect,
        help_text="整张资质都按所选的来源登记；它没有写的内容不变。机构新交的扫描件，采用机构自报时替换原件，采用其他来源时销毁。",
        error_messages={"required": "请选择一个来源。", "invalid_choice": "请在下面的来源中选择一个。"},
    )
    reason = TextField(
        label="理由",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="写明核对了什么，例如证书原件、发证机关的公示。会告知机构和导入名单的人。",
        error_messages={"required": "请写明理由。"},
    )

    def __init__(self, *args: Any, sources: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(source, source) for source in sources]  # type: ignore[attr-defined]
