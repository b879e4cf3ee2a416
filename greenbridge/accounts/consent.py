"""Who has not agreed to the terms in force may read, take their data along and leave, and nothing else."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse

from greenbridge.accounts import services
from greenbridge.accounts.models import User

FREE = {
    "accounts:terms",
    "accounts:terms_version",
    "accounts:my_data",
    "accounts:export_my_data",
    "accounts:withdraw_consent",
    "accounts:close",
    "account_logout",
    "account_reauthenticate",
}
PERSONAL = ("/desk/", "/accounts/", "/messages/", "/backoffice/", "/operations/")


def ask_for_consent(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. Reading what everybody may read stays free; whatever acts or is personal asks first."""

    def process(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *view: object) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or _is_free(request) or not services.lacking_consent(user):
            return None
        where = request.get_full_path() if request.method == "GET" else reverse("portal:desk")
        return redirect(f"{reverse('accounts:terms')}?{urlencode({'next': where})}")

    process.process_view = process_view  # type: ignore[attr-defined]  # how Django finds the hook of a function
    return process


def _is_free(request: HttpRequest) -> bool:
    match: ResolverMatch | None = request.resolver_match
    if match and match.view_name in FREE:
        return True
    return request.method in {"GET", "HEAD"} and not request.path.startswith(PERSONAL)
