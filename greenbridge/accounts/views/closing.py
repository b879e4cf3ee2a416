"""注销账号: what goes, what stays, and the button that cannot be taken back."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render

from greenbridge.accounts import closing, services
from greenbridge.accounts.access import SignedIn, signed_in
from greenbridge.accounts.errors import CannotClose
from greenbridge.accounts.forms import CloseForm

NOTHING_STAYS_BUT_THE_WORD = '"cache", "storage"'  # the farewell comes with a cookie


@signed_in
def close(request: SignedIn) -> HttpResponse:
    form = CloseForm(request.POST or None, person=request.user)
    if form.is_valid():
        try:
            services.close_account(request.user)
        except CannotClose as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, "账号已注销，您的个人信息已删除。感谢您使用本平台。")
            response = redirect("/")
            response.headers["Clear-Site-Data"] = NOTHING_STAYS_BUT_THE_WORD
            return response
    context = {"form": form, "objections": closing.objections(request.user)}
    return render(request, "accounts/close.html", context)
