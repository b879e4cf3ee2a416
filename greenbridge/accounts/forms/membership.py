"""Colleagues."""

from django import forms

from greenbridge.accounts.forms.sign_in import LoginField, parsed


class MemberForm(forms.Form):
    address = LoginField(
        help_text="请填写同事用来登录的那一个。同事会收到一个7天内有效的链接，用它登录或注册后确认加入。"
    )

    def clean_address(self) -> str:
        return parsed(self.cleaned_data["address"])
