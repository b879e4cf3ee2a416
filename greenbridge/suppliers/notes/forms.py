"""Text from outside for colleagues."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import TextField
from greenbridge.accounts.models import User
from greenbridge.suppliers.models import Supplier
from greenbridge.suppliers.notes import queries


class NoteForm(forms.Form):
    """A short word, and who should look."""

    text = TextField(
        label="备注",
        max_length=500,
        help_text="只有能办理这家机构的审核员看得到，机构和公众看不到。写事实，不写与办理无关的个人信息。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写备注。"},
    )
    colleague = forms.ModelChoiceField(
        label="请谁看",
        queryset=User.objects.none(),
        required=False,
        empty_label="不特别提醒",
        help_text="会收到站内消息和邮件，消息里没有备注的内容。",
        error_messages={"invalid_choice": "请选择能办理这家机构的同事。"},
    )

    def __init__(self, *args: Any, supplier: Supplier, officer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = queries.colleagues_of(officer, supplier)  # type: ignore[attr-defined]
