"""Staff."""

from typing import Any

from django import forms

from greenbridge.accounts.forms.fields import LineField
from greenbridge.accounts.models import Association, Role


class StaffForm(forms.Form):
    """A member of staff to be invited."""

    email = forms.EmailField(label="电子邮箱", error_messages={"required": "请填写电子邮箱。"})
    name = LineField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    role = forms.ChoiceField(label="角色", choices=Role.choices)
    association = forms.ModelChoiceField(
        label="所属协会",
        queryset=Association.objects.all(),
        required=False,
        help_text="仅协会审核员需要选择。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_officer = cleaned.get("role") == Role.OFFICER
        if is_officer and not cleaned.get("association"):
            self.add_error("association", "请选择审核员所属的协会。")
        if not is_officer:
            cleaned["association"] = None
        return cleaned
