"""Text from outside about what is wrong with a text, and the answer to it."""

from django import forms

from greenbridge.accounts.forms import TextField
from greenbridge.library.models import TextFeedback

Kind, State = TextFeedback.Kind, TextFeedback.State


class ReportForm(forms.Form):
    kind = forms.ChoiceField(
        label="有什么问题",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择有什么问题。"},
    )
    text = TextField(
        label="具体内容",
        max_length=1000,
        help_text="请写明哪里不对、应当是什么，有出处的写明出处。",
        error_messages={"required": "请写明具体内容。"},
    )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label="办理结果",
        choices=[(one.value, one.label) for one in (State.CORRECTED, State.KEPT)],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择办理结果。"},
    )
    answer = TextField(
        label="答复",
        max_length=1000,
        help_text="反馈人会收到这段话。",
        error_messages={"required": "请填写答复。"},
    )
