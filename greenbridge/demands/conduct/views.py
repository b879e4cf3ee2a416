"""The pages of supervision: public drawings, officers' checks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts import desk
from greenbridge.accounts.access import SignedIn, officer_only
from greenbridge.core.errors import RuleBroken
from greenbridge.demands.conduct import checking, queries
from greenbridge.demands.conduct.forms import FindingForm
from greenbridge.demands.models import DemandDraw


def draws(request: HttpRequest) -> HttpResponse:
    """All drawings among what was published at once, for everybody."""
    return render(request, "demands/conduct/draws.html", {"draws": queries.draws(), "section": "demands"})


def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """What was in a drawing and what it drew, so that anybody can draw again. What came of it stands nowhere."""
    made = get_object_or_404(DemandDraw, pk=pk)
    drawn = set(made.checks.values_list("demand__number", flat=True))
    rows = [(number, number in drawn) for number in queries.numbers_in(made)]
    context = {"draw": made, "rows": rows, "drawn": len(drawn), "section": "demands"}
    return render(request, "demands/conduct/draw.html", context)


@officer_only
def check(request: SignedIn, pk: int) -> HttpResponse:
    """An officer looks at a demand that was drawn, and writes down what was found."""
    row = get_object_or_404(queries.checks().visible_to(request.user), pk=pk)
    form = FindingForm(request.POST or None)
    if form.is_valid():
        try:
            checking.find(row, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, "核查结论已记录，发布单位会收到消息。")
            return redirect(desk.onward(request.user, "demand_check", row.get_absolute_url()))
    return render(request, "demands/conduct/check.html", {"check": row, "demand": row.demand, "form": form})
