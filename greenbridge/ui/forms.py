"""How the forms of the house are drawn: label, hint, error, control, in that order."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

from greenbridge.core import clock

LONGEST_KEY = 18  # digits: one more, and it may not fit


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


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows that are ticked by their numbers. One that no row can have is none of the choices: no database takes it."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)
