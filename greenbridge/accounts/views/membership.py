"""My body and its members."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts import services
from greenbridge.accounts.access import SignedIn, signed_in
from greenbridge.accounts.forms import MemberForm
from greenbridge.accounts.models import User
from greenbridge.core.errors import RuleBroken


@signed_in
def organisation(request: SignedIn) -> HttpResponse:
    """My body, its members, and what the platform holds of it."""
    mine = request.user.organisation
    if mine is None:
        return redirect("accounts:apply")
    form = MemberForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_member(mine, form.cleaned_data["email"], owner=request.user)
        except RuleBroken as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, "已添加成员并通知对方。")
            return redirect("accounts:organisation")
    context = {"organisation": mine, "members": mine.memberships.select_related("user"), "form": form}
    return render(request, "accounts/organisation.html", context)


@require_POST
@signed_in
def remove_member(request: SignedIn, pk: int) -> HttpResponse:
    mine = request.user.organisation
    if mine is None:
        raise Http404
    person = get_object_or_404(User, pk=pk, memberships__organisation=mine)
    try:
        services.remove_member(mine, person, owner=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:organisation")
