"""Our part of django-allauth: where people land, how logins are compared, and that our services do what is done."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from greenbridge.accounts import lockout
from greenbridge.accounts.forms.fields import MobileField
from greenbridge.accounts.models import Role, User
from greenbridge.accounts.services import sign_in
from greenbridge.accounts.words import FLASHES, LETTERS, TEXTS
from greenbridge.core.text import fold
from greenbridge.messaging import letters
from greenbridge.messaging.models import Letter

INVITATION = "invitation"
MISMATCH = "账号或密码不对，请核对后再试。"


class ConfirmedSomehow(EmailVerificationStage):
    """An address must have been confirmed before one comes in, unless a mobile number has been."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user and user.mobile:
            return None, True
        handled: tuple[HttpResponse | None, bool] = super().handle()
        return handled


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": MISMATCH,
        "phone_password_mismatch": MISMATCH,
        "username_password_mismatch": MISMATCH,
        "email_taken": "这个邮箱已经注册，请直接登录，或换一个邮箱。",
        "phone_taken": "这个手机号已经注册，请直接登录，或换一个号码。",
        "account_inactive": "这个账号已停用。如有疑问，请联系受理协会。",
        "incorrect_password": "密码不对，请重新输入。",
        "incorrect_code": "验证码不对或已过期，请核对后再试。",
        "enter_current_password": "请输入现在使用的密码。",
        "same_as_current": "这就是现在使用的，请填写新的。",
        "too_many_login_attempts": "尝试次数过多，请过一会儿再试。",
        "rate_limited": "提交过于频繁，请过一会儿再试。",
    }

    def clean_email(self, email: str) -> str:
        return fold(email)

    def get_login_stages(self) -> list[str]:
        ours = f"{ConfirmedSomehow.__module__}.{ConfirmedSomehow.__name__}"
        return [
            ours if stage.endswith("EmailVerificationStage") else stage
            for stage in super().get_login_stages()
        ]

    # --- where people land ------------------------------------------------------------------------------
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Editors who do nothing else land in the back office, everybody else on the desk."""
        roles: frozenset[str] = getattr(request.user, "roles", frozenset())
        return reverse("wagtailadmin_home") if roles == {Role.EDITOR} else reverse("portal:desk")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Who was invited to a body goes on to the invitation, everybody else to the application of their own."""
        return str(request.session.pop(INVITATION, "") or reverse("accounts:apply"))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:security")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("accounts:security")

    # --- what people are told ---------------------------------------------------------------------------
    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our sentences for what is worth saying; silence for the rest."""
        said = message or FLASHES.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        subject, text = LETTERS[template_prefix]
        self._write(Letter.Channel.MAIL, email, text.format(**context), subject)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **more: Any) -> None:
        self._write(Letter.Channel.SMS, phone, TEXTS["code"].format(code=code))

    def send_unknown_account_sms(self, phone: str, **more: Any) -> None:
        self._write(Letter.Channel.SMS, phone, TEXTS["unknown"])

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._write(Letter.Channel.SMS, phone, TEXTS["exists"])

    def _write(self, channel: str, address: str, text: str, subject: str = "") -> None:
        request = context.request
        asked_by = request.user if isinstance(request.user, User) else None
        try:
            with transaction.atomic():
                letters.write(
                    channel, address, text, subject=subject, asked_from=request.META.get("REMOTE_ADDR")
                )
                sign_in.wrote_to(address, asked_by=asked_by)
        except letters.TooManyCodes as refusal:
            messages.error(request, str(refusal))
            raise ImmediateHttpResponse(redirect(request.get_full_path())) from refusal

    # --- mobile numbers ---------------------------------------------------------------------------------
    def phone_form_field(self, **options: Any) -> MobileField:
        return MobileField(**options)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        if user.mobile:
            return user.mobile, True
        return (user.unconfirmed_mobile, False) if user.unconfirmed_mobile else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        if verified:
            self.set_phone_verified(user, phone)
        else:
            user.unconfirmed_mobile = phone
            user.save(update_fields=["unconfirmed_mobile"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        sign_in.confirm_mobile(user, phone)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(mobile=phone).first()

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """An address gives way to another and goes with the account; nobody is left without a way in."""
        return False

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        return sign_in.confirm_email(
            email_address, lambda: super(AccountAdapter, self).confirm_email(request, email_address)
        )

    # --- every way in and out passes the same services --------------------------------------------------
    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Who was switched off for not coming is back with a code that reached them; staff ask an administrator."""
        if user.is_dormant and sign_in.how_came(request, user) == "code":
            sign_in.wake(user)
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        return answer

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        sign_in.note_failure(user.email or user.mobile or "", reason="inactive")
        can_wake = user.is_dormant and not user.is_staff_member
        return redirect(f"{reverse('account_inactive')}{'?dormant=1' if can_wake else ''}")

    def login(self, request: HttpRequest, user: User) -> None:
        sign_in.come_in(request, user, how=sign_in.how_came(request, user))

    def logout(self, request: HttpRequest) -> None:
        sign_in.go_out(request)

    def set_password(self, user: User, password: str) -> None:
        sign_in.set_password(user, password)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the person's password; a wrong one is counted and recorded as at the door."""
        login = {"email": user.email} if user.email else {"phone": user.mobile}
        return bool(self.authenticate(context.request, **login, password=password) == user)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.was_locked = lockout.is_locked(request, _typed(credentials), by_password=True)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        is_locked = bool(getattr(request, "axes_locked_out", False))
        asked_again = sign_in.STEP_UP if request.user.is_authenticated else "password"
        reason = "locked" if self.was_locked else asked_again
        sign_in.note_failure(_typed(credentials), reason=reason, locked=is_locked and not self.was_locked)


def _typed(credentials: dict[str, Any]) -> str:
    return next((str(credentials[key]) for key in ("email", "phone", "username") if credentials.get(key)), "")
