"""Text from outside about questions."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import ReasonField, TextField


class QuestionForm(forms.Form):
    text = TextField(
        label="问题",
        max_length=500,
        help_text="一次问一件事。不要写单位名称和联系方式。",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "请填写问题。"},
    )


class AnswerForm(forms.Form):
    text = TextField(
        label="回答",
        max_length=2000,
        help_text="对所有人公开，发出后可以更正，原来的回答仍会显示。改动需求内容的，请另发变更公告。",
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "请填写回答。"},
    )


class CorrectionForm(AnswerForm):
    """The whole answer, as it should have been; ``seen`` says which one was corrected."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "更正后的回答"
        self.fields[
            "text"
        ].help_text = "写明完整的回答。更正的日期和原来的回答对所有人公开，提问的机构和关注的人会收到通知。"


class HideForm(forms.Form):
    reason = ReasonField(
        label="隐去理由",
        help_text="提问机构和发布单位会原样收到。",
        error_messages={"required": "请填写隐去理由。"},
    )
