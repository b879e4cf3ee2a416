"""Text from outside about what is wrong with a record."""

from django import forms

from greenbridge.accounts.forms import ReasonField, TextField
from greenbridge.accounts.reviews import Decision
from greenbridge.files.forms import ProofField
from greenbridge.suppliers.models import Feedback

ANSWERS = [(key, Feedback.OUTCOMES[key]) for key in (Decision.PASSED, Decision.REFUSED, Decision.RETURNED)]


class ReportForm(forms.Form):
    """What is wrong."""

    kind = forms.ChoiceField(
        label="哪里有问题",
        choices=Feedback.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择哪里有问题。"},
    )
    text = TextField(
        label="具体情况",
        max_length=1000,
        help_text="写明哪一处不对、实际情况是什么、您从哪里得知。机构会看到这段话，但看不到是谁反馈的；请不要写您的姓名和单位。",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写明具体情况，协会据此核实。"},
    )
    file = ProofField(label="证明材料", help_text="可不上传，只有协会审核员能看。")


class AnswerForm(forms.Form):
    """What comes of it."""

    decision = forms.ChoiceField(
        label="核实结果",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核实结果。"},
    )
    reasons = ReasonField(
        label="答复内容",
        help_text="反馈人和机构都会原样收到，不要写反馈人的姓名和单位。",
        error_messages={"required": "请写明核实的情况和答复。"},
    )
