"""The last word before an account is closed."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms

from greenbridge.accounts.models import User


class CloseForm(forms.Form):
    """The person proves once more who they are: with the password, or, without one, by writing the word.

    A wrong password counts as a failed sign-in, so that nobody guesses here.
    """

    WORD = "注销"

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person.has_usable_password():
            self.fields["password"] = forms.CharField(
                label="登录密码",
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": "请填写登录密码。"},
            )
        else:
            self.fields["word"] = forms.CharField(
                label=f"请写下“{self.WORD}”两个字",
                error_messages={"required": f"请写下“{self.WORD}”两个字。"},
            )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.person, password):
            raise get_adapter().validation_error("incorrect_password")
        return password

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"].strip("“” ")
        if word != self.WORD:
            raise forms.ValidationError(f"请写下“{self.WORD}”两个字。")
        return word
