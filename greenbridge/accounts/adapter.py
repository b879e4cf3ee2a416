"""Our part of django-allauth: where people land, how logins are compared, and that our services do what is done."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from greenbridge.accounts import lockout
from greenbridge.accounts.models import Role, User
from greenbridge.accounts.services import sign_in
from greenbridge.core.text import fold


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "电子邮箱或密码不对，请核对后再试。",
        "email_taken": "这个邮箱已经注册，请直接登录，或换一个邮箱。",
        "account_inactive": "这个账号已停用。如有疑问，请联系受理协会。",
        "incorrect_password": "密码不对，请重新输入。",
        "enter_current_password": "请输入现在使用的密码。",
        "too_many_login_attempts": "尝试次数过多，请过一会儿再试。",
        "rate_limited": "提交过于频繁，请过一会儿再试。",
    }

    def clean_email(self, email: str) -> str:
        return fold(email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Editors who do nothing else land in the back office, everybody else on the desk."""
        roles: frozenset[str] = getattr(request.user, "roles", frozenset())
        return reverse("wagtailadmin_home") if roles == {Role.EDITOR} else reverse("portal:desk")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:apply")

    # --- every way in and out passes the same services --------------------------------------------------
    def login(self, request: HttpRequest, user: User) -> None:
        sign_in.come_in(request, user, how=sign_in.how_came(request, user))

    def logout(self, request: HttpRequest) -> None:
        sign_in.go_out(request)

    def set_password(self, user: User, password: str) -> None:
        sign_in.set_password(user, password)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.was_locked = lockout.is_locked(request, _typed(credentials))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        is_locked = bool(getattr(request, "axes_locked_out", False))
        reason = "locked" if self.was_locked else "password"
        sign_in.note_failure(_typed(credentials), reason=reason, locked=is_locked and not self.was_locked)


def _typed(credentials: dict[str, Any]) -> str:
    return next((str(credentials[key]) for key in ("email", "phone", "username") if credentials.get(key)), "")
