"""The pages of django-allauth that we use, on our own templates. The names are allauth's."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from greenbridge.accounts.access import freshly_confirmed, signed_in
from greenbridge.accounts.views import second_factor, sign_in
from greenbridge.accounts.views.security import security
from greenbridge.accounts.views.sign_in import signs_in

urlpatterns = [
    path("login/", signs_in(views.login), name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", second_factor.password_again, name="account_reauthenticate"),
    path("email/", signed_in(freshly_confirmed(sign_in.NewAddress.as_view())), name="account_email"),
    path("confirm-email/", signs_in(views.email_verification_sent), name="account_email_verification_sent"),
    path("login/code/", signs_in(views.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", signs_in(views.confirm_login_code), name="account_confirm_login_code"),
    path("phone/verify/", signs_in(views.verify_phone), name="account_verify_phone"),
    path("phone/change/", signed_in(freshly_confirmed(views.change_phone)), name="account_change_phone"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(  # the key has a hyphen of its own, so the person's part must not
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # allauth returns to these two after a change; both are our one page 账号安全.
    path("security/", security, name="mfa_index"),
    path("security/", security, name="mfa_list_webauthn"),
    path("second-factor/", signs_in(mfa.authenticate), name="mfa_authenticate"),
    path("second-factor/again/", second_factor.code_again, name="mfa_reauthenticate"),
    path("second-factor/totp/", second_factor.activate_totp, name="mfa_activate_totp"),
    path("second-factor/totp/remove/", second_factor.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/recovery-codes/make/",
        second_factor.make_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("passkeys/add/", second_factor.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", second_factor.remove_passkey, name="mfa_remove_webauthn"),
    path("passkeys/again/", second_factor.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("passkeys/sign-in/", signs_in(webauthn.login_webauthn), name="mfa_login_webauthn"),
]
