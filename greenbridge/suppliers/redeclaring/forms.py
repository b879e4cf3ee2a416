"""Text from outside about activities of former types."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import TextField
from greenbridge.reference import lookups
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers.forms import grouped_types


class RedeclareForm(forms.Form):
    """What the activity is called by now, or that the body does nothing of the kind."""

    types = forms.MultipleChoiceField(
        label="现在的业务类型",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "请选择现在的业务类型。"},
    )
    other = forms.ChoiceField(
        label="其他业务类型",
        required=False,
        help_text="上面没有合适的，在这里选择。",
        error_messages={"invalid_choice": "请选择现在的业务类型。"},
    )
    is_dropped = forms.BooleanField(label="现在的分类没有相应的业务，不再登记这一项", required=False)
    reason = TextField(
        label="依据",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="写明核对了什么，例如名单上的原文、许可证载明的范围。只有审核员看得到。",
        error_messages={"required": "请写明依据。"},
    )

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = lookups.service_types()
        now = lookups.standing_for(code)
        following = [(code, known[code].name) for code in now if known[code].is_current]
        self.fields["types"].choices = following  # type: ignore[attr-defined]
        if not following:
            del self.fields["types"]
        self.fields["other"].choices = [("", "不选"), *grouped_types()]  # type: ignore[attr-defined]
        if len(following) == 1:
            self.fields["types"].initial = [following[0][0]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [*cleaned.get("types", []), *filter(None, [cleaned.get("other")])]
        if bool(chosen) == bool(cleaned.get("is_dropped")):
            self.add_error(None, "请选择现在的业务类型，或者勾选不再登记这一项，两者选其一。")
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        said = self.cleaned_data
        codes = [*said.get("types", []), *filter(None, [said["other"]])]
        return {"types": list(ServiceType.objects.filter(code__in=codes)), "reason": said["reason"]}


class SeveralForm(RedeclareForm):
    """The same of several bodies at once."""

    decision = forms.ChoiceField(
        choices=[("redeclared", "按现在的分类登记")], initial="redeclared", widget=forms.HiddenInput
    )

    @property
    def said(self) -> str:
        """What becomes of each, and on what grounds, for the preview."""
        names = "、".join(one.name for one in self.facts["types"])
        what = f"登记为：{names}" if names else "不再登记这一项"
        return f"{what}。依据：{self.facts['reason']}"
