"""Text from outside about questions."""

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
        help_text="对所有人公开，发出后不能修改。改动需求内容的，请另发变更公告。",
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "请填写回答。"},
    )


class HideForm(forms.Form):
    reason = ReasonField(
        label="隐去理由",
        help_text="提问机构和发布单位会原样收到。",
        error_messages={"required": "请填写隐去理由。"},
    )
