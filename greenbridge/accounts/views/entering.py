"""How invited staff come in for the first time."""

from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode

from greenbridge.accounts import passwords
from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in
from greenbridge.audit import services as audit


def enter(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The one-time page on which invited staff choose a password and come in; what is still missing comes next."""
    user = _invited(uid)
    if user is None or not default_token_generator.check_token(user, token):
        return render(request, "accounts/link_used.html", status=410)
    form = SetPasswordForm(user, request.POST or None)
    form.fields["new_password1"].help_text = passwords.hint_for(user)
    if form.is_valid():
        with transaction.atomic():
            form.save()
            sign_in.vouch_for_email(user)
            audit.record("account.entered", actor=user, target=user)
            sign_in.come_in(request, user, how="link")
        return redirect("portal:desk")
    return render(request, "accounts/enter.html", {"form": form, "person": user})


def _invited(uid: str) -> User | None:
    try:
        key = force_str(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    return User.objects.filter(pk=key, is_active=True).first() if key.isdecimal() else None
