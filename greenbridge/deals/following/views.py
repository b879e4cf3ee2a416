"""The buyer says how a demand ended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts.access import ForOrganisation, for_side
from greenbridge.core.errors import RuleBroken
from greenbridge.deals import queries as deals
from greenbridge.deals.following import queries, services
from greenbridge.deals.following.forms import SurveyForm
from greenbridge.deals.models import Outcome
from greenbridge.demands.models import Demand


@for_side("buyer")
def survey(request: ForOrganisation, number: str) -> HttpResponse:
    """Three questions, answered once; what has been said already leads back to the demand."""
    rows = Demand.objects.filter(status__in=queries.ENDED).select_related("buyer__region", "region")
    demand = get_object_or_404(rows, number=number, buyer=request.organisation)
    if request.method == "GET" and Outcome.objects.filter(demand=demand).exists():
        return redirect("deals:overview", number)
    suppliers = [interest.supplier for interest in deals.standing_interests(demand)]
    form = SurveyForm(request.POST or None, suppliers=suppliers, responders=deals.responders(demand))
    if form.is_valid():
        try:
            services.answer_survey(demand, buyer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "谢谢您，结果已记录。")
            return redirect("deals:overview", number)
    context = {"demand": demand, "form": form, "section": "demands"}
    return render(request, "deals/survey.html", context)
