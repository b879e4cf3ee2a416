"""Sign-up's second half, and the officer's verification page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts import services
from greenbridge.accounts.access import SignedIn, officer_only, signed_in
from greenbridge.accounts.forms import ApplicationForm
from greenbridge.accounts.models import Side, VerificationCase
from greenbridge.accounts.review_page import review_page
from greenbridge.accounts.reviews import Decision
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
