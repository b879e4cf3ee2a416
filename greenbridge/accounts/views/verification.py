"""Sign-up's second half, and the officer's verification page."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts import contacts, origins, queries, services
from greenbridge.accounts.access import SignedIn, officer_only, signed_in
from greenbridge.accounts.errors import RegionNotOpen
from greenbridge.accounts.forms import ApplicationForm, SuccessionForm
from greenbridge.accounts.models import Organisation, Side, VerificationCase, WaitingBuyer
from greenbridge.accounts.review_page import review_page
from greenbridge.accounts.reviews import Decision
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told

RETURN_REASONS = [
    "营业执照影像不清晰，请重新上传。",
    "单位名称与营业执照不一致。",
    "统一社会信用代码与营业执照不一致。",
    "所在地区与经营地址不一致。",
    "联系电话无法接通。",
    "证明材料不足以说明您可以代表该单位。",
]


@signed_in
def apply(request: SignedIn) -> HttpResponse:
    """Ask to act for a body; an application that came back is filled in again from what was stated."""
    earlier = _earlier_case(request)
    claimed = _claimed(request, earlier)
    form = ApplicationForm(
        request.POST or None,
        request.FILES or None,
        initial=_initial(request, earlier, claimed),
        claims=claimed is not None,
    )
    _need_no_second_upload(form, earlier)
    wants_to_be_told, is_closed = "tell_me" in request.POST, False
    if wants_to_be_told:
        form.needs_no_papers()
    if form.is_valid():
        licence: Any = form.cleaned_data["licence"] or (earlier and earlier.licence)
        claim = _claim(form, earlier) if claimed else None
        try:
            if wants_to_be_told:
                services.wait_for_opening(request.user, form.statement())
                return redirect("accounts:waiting")
            case = services.apply(request.user, form.statement(), licence, claim)
        except RegionNotOpen as closed:
            form.add_error(None, str(closed))
            is_closed = True
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("accounts:applied", case.pk)
    return render(
        request,
        "accounts/apply.html",
        {"form": form, "earlier": earlier, "claimed": claimed, "is_closed": is_closed},
    )


def _claimed(request: SignedIn, earlier: VerificationCase | None) -> Organisation | None:
    """The body, if it is known and nobody speaks for it: then the form asks for proof."""
    code = request.POST.get("credit_code") or request.GET.get("claim") or (earlier and earlier.credit_code)
    return queries.unclaimed(code or "", for_whom=request.user)


def _need_no_second_upload(form: forms.Form, earlier: VerificationCase | None) -> None:
    for name in ("licence", "proof"):
        if name in form.fields and earlier and getattr(earlier, name):
            form.fields[name].required = False


def _claim(form: forms.Form, earlier: VerificationCase | None) -> services.Claim:
    proof: Any = form.cleaned_data["proof"] or (earlier and earlier.proof)
    return services.Claim(form.cleaned_data["grounds"], proof)


@signed_in
def succeed(request: SignedIn) -> HttpResponse:
    """A member asks to become the owner, because the owner has gone."""
    mine = request.user.organisation
    if mine is None or mine.owner == request.user:
        raise Http404
    earlier = _earlier_case(request)
    form = SuccessionForm(request.POST or None, request.FILES or None, initial=_succession(request, earlier))
    _need_no_second_upload(form, earlier)
    if form.is_valid():
        licence: Any = form.cleaned_data["licence"] or (earlier and earlier.licence)
        claim = _claim(form, earlier)
        try:
            case = services.apply_to_succeed(request.user, licence, claim, form.cleaned_data["contact_phone"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("accounts:applied", case.pk)
    return render(request, "accounts/succeed.html", {"form": form, "earlier": earlier, "organisation": mine})


def _succession(request: SignedIn, earlier: VerificationCase | None) -> dict[str, Any]:
    if earlier:
        return {"grounds": earlier.grounds, "contact_phone": earlier.contact_phone}
    return {"contact_phone": request.user.phone}


def _earlier_case(request: SignedIn) -> VerificationCase | None:
    again = request.GET.get("again", "")
    if not again.isdecimal():
        return None
    cases = VerificationCase.objects.filter(applicant=request.user, decision=Decision.RETURNED)
    case: VerificationCase = get_object_or_404(cases, pk=int(again))
    return case


STATED = ("credit_code", "name", "address", "contact_name", "contact_phone")


def _initial(
    request: SignedIn, earlier: VerificationCase | None, claimed: Organisation | None
) -> dict[str, Any]:
    """What the form begins with: what came back, what waited for the region to open, or what is known."""
    if earlier:
        return _stated(earlier) | {"side": earlier.side, "grounds": earlier.grounds}
    initial: dict[str, Any] = {"contact_name": request.user.name, "contact_phone": request.user.phone}
    if request.GET.get("side") in Side.values:
        initial["side"] = request.GET["side"]
    if waiting := WaitingBuyer.objects.filter(user=request.user).first():
        return initial | _stated(waiting)
    if organisation := request.user.organisation or claimed:
        initial |= {"credit_code": organisation.credit_code, "name": organisation.name}
        initial |= {"region": organisation.region_id, "address": organisation.address}
    return initial


def _stated(kept: VerificationCase | WaitingBuyer) -> dict[str, Any]:
    return {field: getattr(kept, field) for field in STATED} | {"region": kept.region_id}


@signed_in
def applied(request: SignedIn, pk: int) -> HttpResponse:
    case = get_object_or_404(VerificationCase, pk=pk, applicant=request.user)
    return render(request, "accounts/applied.html", {"case": case, "looks": contacts.looks_at(case)})


@require_POST
@signed_in
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    case = get_object_or_404(VerificationCase, pk=pk, applicant=request.user)
    with told(request, "认证申请已撤回。"):
        services.withdraw_case(case, applicant=request.user)
    return redirect("portal:desk")


@officer_only
def review(request: SignedIn, pk: int) -> HttpResponse:
    case = get_object_or_404(VerificationCase.objects.visible_to(request.user), pk=pk)
    known = case.existing()
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
        context={
            "case": case,
            "contact": contacts.one("verification", case, request.user),
            "existing": known,
            "origins": origins.of(known),
            "differences": queries.differences(case, known),
            "earlier": earlier.order_by("-submitted_at"),
        },
    )
