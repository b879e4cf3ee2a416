"""The questions of a scenario and the clauses of a draft as forms: both are made of what a version says."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField, TextField
from greenbridge.core import clock
from greenbridge.demands.specification import rules
from greenbridge.demands.specification.rules import Kind
from greenbridge.reference.wastes import UnknownWaste, read_wastes
from greenbridge.ui.forms import DateInput

LONGEST_ANSWER, LONGEST_CLAUSE = 200, 1500


class WastesAnswer(LineField):
    """Categories and codes of hazardous waste, as a person types them."""

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        try:
            read_wastes(said)
        except UnknownWaste as wrong:
            raise ValidationError(str(wrong)) from wrong
        return said


class LastDay(forms.DateField):
    """A day that is still to come."""

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and value <= clock.today():
            raise ValidationError("请选择今天以后的日期。")


def _offered(question: rules.Question) -> list[tuple[str, str]]:
    return [(option, option) for option in question.offered]


def _radio(question: rules.Question, words: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=_offered(question), widget=forms.RadioSelect, **words)


def _several(question: rules.Question, words: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(choices=_offered(question), widget=forms.CheckboxSelectMultiple, **words)


def _number(question: rules.Question, words: dict[str, Any]) -> forms.Field:
    if question.unit:
        words["label"] = f"{question.text}（{question.unit}）"
    return forms.DecimalField(min_value=0, max_digits=12, decimal_places=3, **words)


def _line(question: rules.Question, words: dict[str, Any]) -> forms.Field:
    kind = WastesAnswer if question.fills == rules.Fills.WASTES else LineField
    return kind(max_length=LONGEST_ANSWER, **words)


def _day(question: rules.Question, words: dict[str, Any]) -> forms.Field:
    kind = LastDay if question.fills == rules.Fills.ENDS else forms.DateField
    return kind(widget=DateInput, **words)


_FIELDS: Mapping[str, Callable[[rules.Question, dict[str, Any]], forms.Field]] = {
    Kind.CHOICE: _radio,
    Kind.YES_NO: _radio,
    Kind.SEVERAL: _several,
    Kind.NUMBER: _number,
    Kind.TEXT: _line,
    Kind.DATE: _day,
}


def _field(question: rules.Question) -> forms.Field:
    ask = "请选择" if question.offered else "请填写"
    wrong = f"请填写正确的{'日期' if question.kind == Kind.DATE else '数字'}。"
    words: dict[str, Any] = {
        "label": question.text,
        "help_text": question.help,
        "required": question.is_required,
        "error_messages": {"required": f"{ask}{question.name}。", "invalid": wrong},
    }
    return _FIELDS[question.kind](question, words)


class AnswersForm(forms.Form):
    """What applies of a version's questions, each under its place in the version."""

    def __init__(self, content: rules.Content, data: Any = None, *, answers: rules.Answers) -> None:
        names = {one.name: f"q{place}" for place, one in enumerate(content.questions)}
        super().__init__(data, initial={names[name]: said for name, said in answers.items() if name in names})
        self.names = names
        for one in content.questions:
            self.fields[names[one.name]] = _field(one)
        asked = {one.name for one in rules.applying(content, self._typed(content) if data else answers)}
        for name in names.keys() - asked:
            del self.fields[names[name]]
        for governing in {c.name for one in content.questions for c in content.conditions(one.when)} & asked:
            self.fields[names[governing]].widget.attrs["data-governs"] = True

    def _typed(self, content: rules.Content) -> dict[str, rules.Answer]:
        """As it came: enough to tell which questions apply."""
        typed = {}
        for one in content.questions:
            name = self.names[one.name]
            typed[one.name] = self.fields[name].widget.value_from_datadict(self.data, self.files, name) or ""
        return typed

    @property
    def valid_answers(self) -> dict[str, rules.Answer]:
        """What may be kept, by the names of the questions, as JSON keeps it."""
        return {
            name: _plain(self.cleaned_data[field])
            for name, field in self.names.items()
            if field in self.cleaned_data
        }

    def without_complaints(self) -> "AnswersForm":
        """With all that was typed, and nothing said of what is missing as yet."""
        self.full_clean()
        self.errors.clear()
        return self


def _plain(value: Any) -> rules.Answer:
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value or ""


class ClausesForm(forms.Form):
    """Each clause that applies: its text, and whether an optional one is taken up."""

    def __init__(self, clauses: Sequence[rules.Drawn], data: Any = None) -> None:
        super().__init__(data)
        self.clauses = [clause for clause in clauses if clause.applies]
        for clause in self.clauses:
            self.fields[f"text{clause.number}"] = TextField(
                label=clause.heading,
                max_length=LONGEST_CLAUSE,
                initial=clause.text,
                error_messages={"required": f"请填写条款“{clause.heading}”的内容。"},
            )
            if not clause.is_mandatory:
                self.fields[f"taken{clause.number}"] = forms.BooleanField(
                    label=f"采用“{clause.heading}”", required=False, initial=not clause.is_left_out
                )

    @property
    def texts(self) -> dict[int, str]:
        """What may be kept."""
        cleaned = self.cleaned_data
        return {
            one.number: cleaned[f"text{one.number}"] for one in self.clauses if f"text{one.number}" in cleaned
        }

    @property
    def left_out(self) -> set[int]:
        return {
            one.number
            for one in self.clauses
            if not one.is_mandatory and not self.cleaned_data.get(f"taken{one.number}")
        }

    @property
    def rows(self) -> list[tuple[rules.Drawn, Any, Any]]:
        """Each clause with its text and, where there is one, its tick."""
        return [
            (
                one,
                self[f"text{one.number}"],
                None if one.is_mandatory else self[f"taken{one.number}"],
            )
            for one in self.clauses
        ]
