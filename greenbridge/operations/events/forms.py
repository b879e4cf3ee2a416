"""What the security administrator asks of the events."""

from django import forms

from greenbridge.operations.events.kinds import KINDS
from greenbridge.operations.trail.forms import WhenAndWhereForm


class EventForm(WhenAndWhereForm):
    """Filters of the list."""

    kind = forms.ChoiceField(
        label="类别",
        required=False,
        choices=[("", "全部"), *((key, kind.label) for key, kind in KINDS.items())],
        error_messages={"invalid_choice": "请从列表中选择类别。"},
    )
    field_order = ("kind", "since", "until", "address")
