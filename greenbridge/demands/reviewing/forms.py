"""Text from outside about what is to be changed, and the buyer's steps with that text at their fields."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html

from greenbridge.accounts.forms import LineField
from greenbridge.demands.models import Demand, Mark
from greenbridge.demands.reviewing.marks import FIELDS, Remark, questions


class RemarksForm(forms.Form):
    """One line for each answer of a demand; an answer with a line is marked."""

    prefix = "mark"

    def __init__(self, *args: Any, demand: Demand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = questions(demand)
        for number, (_, question) in enumerate(self.asked):
            self.fields[str(number)] = LineField(label=question, max_length=Mark.LONGEST, required=False)

    @property
    def remarks(self) -> list[Remark]:
        """What was written, in the order of the answers."""
        written = (self.cleaned_data.get(str(number), "") for number in range(len(self.asked)))
        return [
            Remark(step, question, text)
            for (step, question), text in zip(self.asked, written, strict=True)
            if text
        ]

    @property
    def is_given(self) -> bool:
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)


def point_out(form: forms.Form, marks: Iterable[Mark]) -> list[Mark]:
    """Show each remark with the hint of its field, by which the control is described; returns those without a field here."""
    left = []
    for mark in marks:
        field = form.fields.get(FIELDS.get(mark.question, ""))
        if field is None:
            left.append(mark)
            continue
        field.help_text = format_html(
            '<strong class="remark">协会意见：{}</strong>{}', mark.remark, field.help_text
        )
    return left
