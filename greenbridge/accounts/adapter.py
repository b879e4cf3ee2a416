"""Our part of django-allauth: where people land, and that addresses are folded before they are compared."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from greenbridge.accounts.models import Role
from greenbridge.core.text import fold


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email: str) -> str:
        return fold(email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Editors who do nothing else land in the back office, everybody else on the desk."""
        roles: frozenset[str] = getattr(request.user, "roles", frozenset())
        return reverse("wagtailadmin_home") if roles == {Role.EDITOR} else reverse("portal:desk")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:apply")
