"""Text from outside about a demand that is over."""

from django import forms

from greenbridge.accounts.forms import LineField
from greenbridge.deals.forms import OutcomeForm
from greenbridge.deals.models import Survey


class SurveyForm(OutcomeForm):
    """How it ended, how content the buyer is, and one line."""

    satisfaction = forms.TypedChoiceField(
        label="满意程度",
        choices=Survey.Satisfaction.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择满意程度。"},
    )
    words = LineField(
        label="最想告诉我们的一句话", required=False, max_length=200, help_text="只有本省协会能看到，不公开。"
    )
