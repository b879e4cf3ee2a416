"""Opening phases."""

from typing import Any

from django import forms

from greenbridge.reference.models import OpeningPhase


class OpeningForm(forms.Form):
    """From which day a phase opens; seen once as a preview, then confirmed."""

    phase = forms.ModelChoiceField(
        label="阶段", queryset=OpeningPhase.objects.all(), error_messages={"required": "请选择阶段。"}
    )
    opens_on = forms.DateField(
        label="开放日期",
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text="当天零时起开放；留空表示未定。",
        error_messages={"invalid": "请按 2026-12-01 的样子填写日期。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].empty_label = None  # type: ignore[attr-defined]  # ModelChoiceField has it
