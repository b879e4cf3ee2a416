"""Staff and their roles."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts import queries, services
from greenbridge.accounts.access import SignedIn, freshly_confirmed, system_admin_only
from greenbridge.accounts.forms import StaffForm
from greenbridge.accounts.models import RoleGrant, User
from greenbridge.core.errors import RuleBroken


@system_admin_only
@freshly_confirmed
def staff(request: SignedIn) -> HttpResponse:
    """The system administrator's list of staff, with invitations."""
    form = StaffForm(request.POST or None)
    if form.is_valid():
        try:
            user = services.invite_staff(by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session["invited"] = user.pk
            return redirect("accounts:staff")
    invited = User.objects.filter(pk=request.session.pop("invited", None)).first()
    link = request.build_absolute_uri(queries.entry_link(invited)) if invited else ""
    grants = RoleGrant.objects.select_related("user", "association").order_by("role", "association", "user")
    return render(request, "accounts/staff.html", {"form": form, "grants": grants, "link": link})


@require_POST
@system_admin_only
@freshly_confirmed
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    services.revoke(get_object_or_404(RoleGrant, pk=pk), by=request.user)
    messages.success(request, "角色已收回。")
    return redirect("accounts:staff")
