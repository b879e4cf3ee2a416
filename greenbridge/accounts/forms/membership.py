"""Colleagues."""

from django import forms


class MemberForm(forms.Form):
    email = forms.EmailField(
        label="同事的电子邮箱",
        help_text="对方须已注册账号。",
        error_messages={"required": "请填写同事的电子邮箱。", "invalid": "请填写完整的电子邮箱。"},
    )
