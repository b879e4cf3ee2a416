"""The buyer says how a demand ended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts.access import ForOrganisation, SignedIn, ask_again, for_side, officer_only
from greenbridge.accounts.exports import Table, day
from greenbridge.accounts.paging import listed
from greenbridge.audit import services as audit
from greenbridge.core.errors import RuleBroken
from greenbridge.deals import queries as deals
from greenbridge.deals.following import queries, services
from greenbridge.deals.following.forms import SurveyForm
from greenbridge.deals.models import Outcome, Survey
from greenbridge.demands.models import Demand

SURVEYS = Table[Survey](
    "结果调查",
    (
        ("需求", lambda row: row.outcome.demand, 40),
        ("编号", lambda row: row.outcome.demand.number, 20),
        ("发布单位", lambda row: row.outcome.demand.buyer, 32),
        ("结果", lambda row: row.outcome.get_kind_display(), 24),
        ("满意程度", lambda row: row.get_satisfaction_display(), 14),
        ("意见", lambda row: row.words, 40),
        ("填写日期", lambda row: day(row.answered_at), 18),
    ),
)


@officer_only
def surveys(request: SignedIn) -> HttpResponse:
    """What buyers of the officer's province have said, in their own words: that it was read is noted."""
    audit.opened(request.path, by=request.user)
    rows = queries.surveys_for(request.user)
    summary = queries.summary_for(request.user)
    return listed(request, "deals/surveys.html", rows, SURVEYS, title=SURVEYS.title, summary=summary)


@for_side("buyer")
def survey(request: ForOrganisation, number: str) -> HttpResponse:
    """Three questions, answered once; what has been said already leads back to the demand. Who says that it went to a
    supplier has confirmed in the last ten minutes who they are."""
    rows = Demand.objects.filter(status__in=queries.ENDED).select_related("buyer__region", "region")
    demand = get_object_or_404(rows, number=number, buyer=request.organisation)
    if request.method == "GET" and Outcome.objects.filter(demand=demand).exists():
        return redirect("deals:overview", number)
    suppliers = [interest.supplier for interest in deals.standing_interests(demand)]
    form = SurveyForm(request.POST or None, suppliers=suppliers, responders=deals.responders(demand))
    if form.is_valid():
        if form.cleaned_data["kind"] == Outcome.Kind.AGREED:
            ask_again(request)
        try:
            services.answer_survey(demand, buyer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "谢谢您，结果已记录。")
            return redirect("deals:overview", number)
    context = {"demand": demand, "form": form, "section": "demands"}
    return render(request, "deals/survey.html", context)
