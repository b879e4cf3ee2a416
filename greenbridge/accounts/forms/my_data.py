"""Text from outside about oneself."""

from django import forms

from greenbridge.accounts.forms.fields import LineField


class CorrectionForm(forms.Form):
    name = LineField(label="姓名", max_length=40, error_messages={"required": "请填写您的姓名。"})
    phone = forms.RegexField(
        label="联系电话",
        regex=r"^[0-9+() -]{7,20}$",
        required=False,
        help_text="填写单位和需求时预填。",
        error_messages={"invalid": "请填写手机号或带区号的座机号。"},
    )
