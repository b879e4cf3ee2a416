"""Staff and their roles: proposed by a system administrator, confirmed by a security administrator."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts import logins, services
from greenbridge.accounts.access import SignedIn, freshly_confirmed, security_admin_only, system_admin_only
from greenbridge.accounts.forms import ReasonForm, RoleDecisionForm, StaffForm
from greenbridge.accounts.models import RoleChange, RoleGrant
from greenbridge.core.errors import RuleBroken


@system_admin_only
@freshly_confirmed
def staff(request: SignedIn) -> HttpResponse:
    """The system administrator's list of staff, and a role proposed for somebody.

    Once it is known for whom, the roles that this person cannot hold are shown with the reason.
    """
    email = request.POST.get("email") or request.GET.get("email") or ""
    known = logins.find(email)
    form = StaffForm(
        request.POST or None,
        obstacles=services.obstacles(known) if known else {},
        initial={"email": email, "name": known.name if known else ""},
    )
    if form.is_valid():
        try:
            services.propose_grant(by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已提交，等待安全管理员确认。确认后角色才生效。")
            return redirect("accounts:staff")
    context = {
        "form": form,
        "email": email,
        "known": known,
        "grants": RoleGrant.objects.select_related("user", "association").order_by(
            "role", "association", "user"
        ),
        "changes": RoleChange.objects.select_related("user", "association", "decided_by")[:20],
    }
    return render(request, "accounts/staff.html", context)


@system_admin_only
@freshly_confirmed
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    """Propose that a role be taken back."""
    given = get_object_or_404(RoleGrant.objects.select_related("user", "association"), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.propose_revocation(given, by=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已提交，等待安全管理员确认。确认前对方的角色不变。")
            return redirect("accounts:staff")
    return render(request, "accounts/revoke.html", {"given": given, "form": form})


@security_admin_only
def role_changes(request: SignedIn) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    changes = RoleChange.objects.select_related("user", "association", "proposed_by", "decided_by")
    waiting = RoleChange.Decision.WAITING
    context = {
        "waiting": changes.filter(decision=waiting).order_by("proposed_at"),
        "decided": changes.exclude(decision=waiting)[:50],
    }
    return render(request, "accounts/role_changes.html", context)


@security_admin_only
@freshly_confirmed
def role_change(request: SignedIn, pk: int) -> HttpResponse:
    """One proposed change, and the second person's answer. Who has no password yet gets the link that lets them in by
    mail; it is shown to nobody."""
    change = get_object_or_404(RoleChange, pk=pk)
    form = RoleDecisionForm(request.POST or None)
    if form.is_valid():
        decide = {"confirmed": services.confirm_change, "refused": services.refuse_change}
        try:
            change = decide[form.cleaned_data["decision"]](
                change, by=request.user, note=form.cleaned_data["note"]
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            change.refresh_from_db()
        else:
            messages.success(request, f"“{change}”：{change.get_decision_display()}。")
            return redirect("accounts:role_change", change.pk)
    context = {
        "change": change,
        "form": form,
        "invites": change.act == RoleChange.Act.GRANT and change.user.enters_by_letter,
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
    }
    return render(request, "accounts/role_change.html", context)
