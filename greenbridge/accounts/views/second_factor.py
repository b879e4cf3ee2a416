"""django-allauth's pages of second factors, with our services around what they change."""

from typing import Any

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts import second_factor
from greenbridge.accounts.access import SignedIn, signed_in
from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in


@signed_in
def set_up(request: SignedIn) -> HttpResponse:
    """Where staff without a second factor begin; they reach nothing else."""
    if second_factor.is_set_up(request.user):
        return redirect("accounts:security")
    return render(request, "accounts/set_up.html")


class Recorded:
    """The change and its trace in one transaction."""

    request: SignedIn
    action: str
    kind: str

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view beside this one
            sign_in.factor_changed(self.request, self.request.user, self.action, kind=self.kind)
        return response


class Removed(Recorded):
    """A factor that goes unless it is the last one of somebody who must keep one. Of two removed at once, one stays."""

    action = "account.factor_removed"
    type: Authenticator.Type
    kwargs: dict[str, Any]
    """What the address names: which one, where a person may have several."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter, person = second_factor.MFAAdapter(), self.request.user
        with transaction.atomic():
            User.objects.select_for_update().get(pk=person.pk)
            factor = get_object_or_404(Authenticator, user=person.pk, type=self.type, **self.kwargs)
            if adapter.can_delete_authenticator(factor):
                return super().form_valid(form)
        form.add_error(None, ValidationError(adapter.error_messages["cannot_delete_authenticator"]))
        refused: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]  # the view beside this one
        return refused


class ActivateTOTP(Recorded, ActivateTOTPView):
    action, kind = "account.factor_added", "totp"


class DeactivateTOTP(Removed, DeactivateTOTPView):
    kind, type = "totp", Authenticator.Type.TOTP


class AddPasskey(Recorded, AddWebAuthnView):
    action, kind = "account.factor_added", "passkey"


class RemovePasskey(Removed, RemoveWebAuthnView):
    kind, type = "passkey", Authenticator.Type.WEBAUTHN


class ConfirmedAgain:
    """Who was asked again and could say who they are; the trail knows when."""

    request: SignedIn

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view beside this one
            sign_in.confirmed_again(self.request.user)
        return response


class PasswordAgain(ConfirmedAgain, allauth.ReauthenticateView):
    pass


class CodeAgain(ConfirmedAgain, mfa.ReauthenticateView):
    pass


class PasskeyAgain(ConfirmedAgain, ReauthenticateWebAuthnView):
    """Who is asked again and shows a key that does not fit stays: what was being sent still waits for them."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data() | {"form": form})
        return response


class MakeRecoveryCodes(Recorded, GenerateRecoveryCodesView):
    action, kind = "account.recovery_codes_made", "recovery codes"


activate_totp = ActivateTOTP.as_view()
deactivate_totp = DeactivateTOTP.as_view()
add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
password_again = PasswordAgain.as_view()
code_again = CodeAgain.as_view()
passkey_again = PasskeyAgain.as_view()
make_recovery_codes = MakeRecoveryCodes.as_view()
