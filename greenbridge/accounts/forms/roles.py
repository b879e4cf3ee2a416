"""Staff."""

from typing import Any

from django import forms

from greenbridge.accounts.forms.fields import LineField, TextField
from greenbridge.accounts.models import Association, Role


class ReasonField(TextField):
    """Why something is asked for or decided."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "理由")
        options.setdefault("error_messages", {"required": "请填写理由。"})
        super().__init__(max_length=500, widget=forms.Textarea({"rows": 2}), **options)


class ReasonForm(forms.Form):
    """A decision about a person's account or role."""

    reason = ReasonField()


class RoleDecisionForm(forms.Form):
    """The second person's answer to a proposed change."""

    decision = forms.ChoiceField(
        label="意见",
        choices=[("confirmed", "同意，立即生效"), ("refused", "不同意")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择意见。"},
    )
    note = TextField(
        label="说明",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="不同意时必须填写。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refused" and not cleaned.get("note", "").strip():
            self.add_error("note", "请填写不同意的理由，提出人需要知道。")
        return cleaned


class RoleSelect(forms.Select):
    """The roles; those that the person cannot be given say why and cannot be chosen."""

    def __init__(self, obstacles: dict[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.obstacles = obstacles

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **options)
        if why := self.obstacles.get(str(value)):
            option["label"] = f"{label}（{why}）"
            option["attrs"]["disabled"] = True
        return option


class StaffForm(forms.Form):
    """A person for whom a role is proposed."""

    email = forms.EmailField(label="电子邮箱", error_messages={"required": "请填写电子邮箱。"})
    name = LineField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    role = forms.ChoiceField(label="角色", choices=Role.choices)
    association = forms.ModelChoiceField(
        label="所属协会",
        queryset=Association.objects.all(),
        required=False,
        help_text="仅协会审核员需要选择。",
    )
    reason = ReasonField(label="授予理由", help_text="安全管理员据此确认。")

    def __init__(self, *args: Any, obstacles: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].widget = RoleSelect(obstacles, choices=Role.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_officer = cleaned.get("role") == Role.OFFICER
        if is_officer and not cleaned.get("association"):
            self.add_error("association", "请选择审核员所属的协会。")
        if not is_officer:
            cleaned["association"] = None
        return cleaned
