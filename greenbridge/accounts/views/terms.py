"""The terms: to agree to, to read in every version, to take one's agreement back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from greenbridge.accounts import services
from greenbridge.accounts.access import SignedIn, signed_in
from greenbridge.accounts.models import Terms


@signed_in
def give_consent(request: SignedIn) -> HttpResponse:
    """What is in force and not agreed to yet; agreeing leads on to where the person wanted to go."""
    where = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(where, {request.get_host()}, request.is_secure()):
        where = "/desk/"
    lacking = services.lacking_consent(request.user)
    if request.method == "POST" or not lacking:
        services.agree(request.user)
        return redirect(where)
    return render(request, "accounts/terms.html", {"lacking": lacking, "where": where})


@require_POST
@signed_in
def take_consent_back(request: SignedIn) -> HttpResponse:
    services.withdraw_consent(request.user)
    messages.success(request, "已撤回同意。您仍可浏览信息、取走数据或注销账号；要继续办事，请重新同意。")
    return redirect("accounts:my_data")


def terms_version(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One version for good; those that are announced are public before they come into force."""
    terms = get_object_or_404(Terms, kind=kind, number=number)
    versions = Terms.objects.filter(kind=kind)
    in_force = versions.in_force().first()
    return render(
        request, "accounts/terms_version.html", {"terms": terms, "versions": versions, "in_force": in_force}
    )
