"""How the forms of the house are drawn: label, hint, error, control, in that order."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

from greenbridge.core import clock


class Renderer(TemplatesSetting):
    """``{{ form }}``, ``{{ form.as_div }}`` and ``{{ field.as_field_group }}`` in our markup.

    Fields that may stay empty say （选填）; hint and error are tied to the control by aria-describedby.
    The widgets stay Django's own, because Wagtail's back office shares them.
    """

    form_template_name = "ui/_fields.html"
    field_template_name = "ui/_field.html"


class DateInput(forms.DateInput):
    """A day, chosen in the browser's own calendar. That control speaks ISO dates only."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class PastDayField(forms.DateField):
    """A day that has come."""

    widget = DateInput

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and value > clock.today():
            raise ValidationError("日期不能晚于今天，请核对。")
