"""Sign-up's second half, the officer's verification page, members, staff."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.http import require_POST

from greenbridge.accounts import queries, services
from greenbridge.accounts.access import SignedIn, officer_only, signed_in, system_admin_only
from greenbridge.accounts.forms import ApplicationForm, MemberForm, StaffForm
from greenbridge.accounts.models import RoleGrant, Side, User, VerificationCase
from greenbridge.accounts.review_page import review_page
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core.errors import RuleBroken

RETURN_REASONS = [
    "营业执照影像不清晰，请重新上传。",
    "单位名称与营业执照不一致。",
    "统一社会信用代码与营业执照不一致。",
    "所在地区与经营地址不一致。",
    "联系电话无法接通。",
]


@signed_in
def apply(request: SignedIn) -> HttpResponse:
    """Ask to act for a body; an application that came back is filled in again from what was stated."""
    earlier = _earlier_case(request)
    form = ApplicationForm(request.POST or None, request.FILES or None, initial=_initial(request, earlier))
    if earlier:
        form.fields["licence"].required = False
    if form.is_valid():
        licence: Any = form.cleaned_data["licence"] or (earlier and earlier.licence)
        try:
            case = services.apply(request.user, form.statement(), licence)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("accounts:applied", case.pk)
    return render(request, "accounts/apply.html", {"form": form, "earlier": earlier})


def _earlier_case(request: SignedIn) -> VerificationCase | None:
    again = request.GET.get("again", "")
    if not again.isdecimal():
        return None
    cases = VerificationCase.objects.filter(applicant=request.user, decision=Decision.RETURNED)
    case: VerificationCase = get_object_or_404(cases, pk=int(again))
    return case


def _initial(request: SignedIn, earlier: VerificationCase | None) -> dict[str, Any]:
    if earlier:
        kept = ("side", "credit_code", "name", "address", "contact_name", "contact_phone")
        return {field: getattr(earlier, field) for field in kept} | {"region": earlier.region_id}
    initial: dict[str, Any] = {"contact_name": request.user.name, "contact_phone": request.user.phone}
    if request.GET.get("side") in Side.values:
        initial["side"] = request.GET["side"]
    if organisation := request.user.organisation:
        initial |= {"credit_code": organisation.credit_code, "name": organisation.name}
        initial |= {"region": organisation.region_id, "address": organisation.address}
    return initial


@signed_in
def applied(request: SignedIn, pk: int) -> HttpResponse:
    case = get_object_or_404(VerificationCase, pk=pk, applicant=request.user)
    return render(request, "accounts/applied.html", {"case": case})


@require_POST
@signed_in
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    case = get_object_or_404(VerificationCase, pk=pk, applicant=request.user)
    try:
        services.withdraw_case(case, applicant=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "认证申请已撤回。")
    return redirect("portal:desk")


@officer_only
def review(request: SignedIn, pk: int) -> HttpResponse:
    case = get_object_or_404(VerificationCase.objects.visible_to(request.user), pk=pk)
    earlier = VerificationCase.objects.filter(credit_code=case.credit_code).exclude(pk=case.pk)
    return review_page(
        request,
        case,
        template="accounts/review.html",
        queue="verification",
        reasons=RETURN_REASONS,
        decisions={
            Decision.PASSED: services.pass_case,
            Decision.RETURNED: services.return_case,
            Decision.REFUSED: services.refuse_case,
        },
        context={"case": case, "existing": case.existing(), "earlier": earlier.order_by("-submitted_at")},
    )


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


@system_admin_only
def staff(request: SignedIn) -> HttpResponse:
    """The system administrator's list of staff, with invitations."""
    form = StaffForm(request.POST or None)
    link = ""
    if form.is_valid():
        try:
            user = services.invite_staff(by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            link = request.build_absolute_uri(queries.entry_link(user))
            form = StaffForm()
    grants = RoleGrant.objects.select_related("user", "association").order_by("role", "association", "user")
    return render(request, "accounts/staff.html", {"form": form, "grants": grants, "link": link})


@require_POST
@system_admin_only
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    services.revoke(get_object_or_404(RoleGrant, pk=pk), by=request.user)
    messages.success(request, "角色已收回。")
    return redirect("accounts:staff")


def enter(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The one-time page on which invited staff choose a password and come in."""
    user = _invited(uid)
    if user is None or not default_token_generator.check_token(user, token):
        return render(request, "accounts/link_used.html", status=410)
    form = SetPasswordForm(user, request.POST or None)
    form.fields["new_password1"].help_text = "至少10个字符，不要使用常见密码。"
    if form.is_valid():
        with transaction.atomic():
            form.save()
            audit.record("account.entered", actor=user, target=user)
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("portal:desk")
    return render(request, "accounts/enter.html", {"form": form, "person": user})


def _invited(uid: str) -> User | None:
    try:
        key = force_str(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    return User.objects.filter(pk=key, is_active=True).first() if key.isdecimal() else None
