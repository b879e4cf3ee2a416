"""Text from outside about taking an edit back."""

from django import forms

from greenbridge.accounts.forms import ReasonField


class UndoForm(forms.Form):
    """Why an edit is taken back."""

    reason = ReasonField(
        label="撤销的理由",
        help_text="写进修改记录，机构的成员和本省协会看得到。",
        error_messages={"required": "请填写撤销的理由。"},
    )
