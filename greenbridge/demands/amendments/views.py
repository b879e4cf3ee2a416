"""The buyer changes a published demand; the officer looks first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, officer_only
from greenbridge.accounts.review_page import review_page
from greenbridge.accounts.reviews import Decision
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.demands.amendments import queries, services
from greenbridge.demands.amendments.errors import DeadlineMovesLater
from greenbridge.demands.amendments.forms import AmendmentForm
from greenbridge.demands.amendments.part_forms import MORE
from greenbridge.demands.models import Amendment, Demand

RETURN_REASONS = [
    "变更理由不够具体，请写明为什么变更。",
    "变更后与原需求不是同一项工作，请撤回后重新发布。",
    "说明中含有联系方式，请删去。",
]


@for_side("buyer")
def new(request: ForOrganisation, number: str) -> HttpResponse:
    """Say what changes, and why."""
    demand = get_object_or_404(Demand.objects.with_record(), number=number, buyer=request.organisation)
    if not demand.is_open:
        messages.error(request, "需求公开征集期间才能变更。")
        return redirect(demand)
    begin = queries.to_begin_with(demand)
    form = AmendmentForm(request.POST or None, request.FILES or None, demand=demand, begin=begin)
    if MORE in request.POST:
        form.without_complaints()
        if request.FILES:
            messages.warning(request, "所选的补充附件没有保留，请在提交前重新选择。")
    elif form.is_valid():
        try:
            row = services.announce(
                demand,
                form.asked,
                reason=form.cleaned_data["reason"],
                editor=request.user,
                file=form.cleaned_data["file"],
            )
        except RuleBroken as refusal:
            form.add_error("deadline" if isinstance(refusal, DeadlineMovesLater) else None, str(refusal))
        else:
            messages.success(
                request, f"{row.name}已公布。" if row.number else "变更公告已提交，协会审核后公布。"
            )
            return redirect(row)
    context = {"demand": demand, "form": form, "returned": queries.last_return(demand), "section": "demands"}
    return render(request, "demands/amendments/new.html", context)


@require_POST
@for_side("buyer")
def withdraw(request: ForOrganisation, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.of_buyer(request.organisation), pk=pk)
    with told(request, "变更公告已撤回，需求内容没有变更。"):
        services.withdraw(row, editor=request.user)
    return redirect(row.demand)


@officer_only
def review(request: SignedIn, pk: int) -> HttpResponse:
    rows = Amendment.objects.visible_to(request.user).select_related(
        "demand__buyer__region", "demand__region", "file", "association", "decided_by"
    )
    case = get_object_or_404(rows, pk=pk)
    earlier = case.demand.amendments.exclude(pk=case.pk).order_by("-submitted_at")
    return review_page(
        request,
        case,
        template="demands/amendments/review.html",
        queue="amendment",
        reasons=RETURN_REASONS,
        decisions={Decision.PASSED: services.approve, Decision.RETURNED: services.send_back},
        context={"demand": case.demand, "earlier": earlier, "limit": queries.limit(case)},
    )
