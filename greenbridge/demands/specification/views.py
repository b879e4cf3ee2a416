"""From a scenario to the draft of a demand: the questions, the clauses, and doing without."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts.access import ForOrganisation, for_side
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.demands.models import Scenario, Specification
from greenbridge.demands.queries import usual_budgets
from greenbridge.demands.specification import forms, services
from greenbridge.demands.specification.errors import NotAllAnswered

FIRST_STEP = "what"


@require_POST
@for_side("buyer")
def start(request: ForOrganisation, pk: int) -> HttpResponse:
    """Begin a draft with a scenario; one that was taken off meanwhile is said to be, and who may not publish why."""
    try:
        demand = services.start(get_object_or_404(Scenario, pk=pk), request.organisation, author=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("demands:new")
    return redirect("specification:answers", demand.number)


@for_side("buyer")
def answers(request: ForOrganisation, number: str) -> HttpResponse:
    """The questions. A changed answer may bring others: the script asks for them, without it the next page does."""
    specification = _mine(request, number)
    demand, content = specification.demand, specification.version.content
    if not demand.is_editable:
        return redirect(demand)
    form = forms.AnswersForm(content, request.POST or None, answers=specification.answers)
    if form.is_bound and request.headers.get("HX-Request"):
        form.without_complaints()
    elif form.is_bound and request.headers.get("X-Autosave"):
        form.full_clean()
        services.answer(demand, form.valid_answers, editor=request.user)
        return _saved()
    elif form.is_valid():
        services.answer(demand, form.valid_answers, editor=request.user)
        return redirect("specification:clauses", number)
    context = {"form": form, "specification": specification, "demand": demand, "section": "demands"}
    return render(request, "demands/specification/answers.html", context)


@for_side("buyer")
def clauses(request: ForOrganisation, number: str) -> HttpResponse:
    """What the answers come to: each clause may be put otherwise, optional ones may be left out."""
    specification = _mine(request, number)
    demand = specification.demand
    if not demand.is_editable:
        return redirect(demand)
    try:
        services.check_answered(specification)
    except NotAllAnswered as refusal:
        messages.error(request, str(refusal))
        return redirect("specification:answers", number)
    form = forms.ClausesForm(specification.clauses, request.POST or None)
    is_valid = form.is_valid()
    if form.is_bound and (is_valid or request.headers.get("X-Autosave")):
        services.edit(demand, form.texts, left_out=form.left_out, editor=request.user)
        return _saved() if request.headers.get("X-Autosave") else redirect("demands:step", number, FIRST_STEP)
    context = {
        "form": form,
        "specification": specification,
        "demand": demand,
        "usual_budgets": usual_budgets(demand.service_types.all()),
        "section": "demands",
    }
    return render(request, "demands/specification/clauses.html", context)


@require_POST
@for_side("buyer")
def drop(request: ForOrganisation, number: str) -> HttpResponse:
    with told(request, "已去掉服务要求，其他内容仍在草稿里。"):
        services.do_without(_mine(request, number).demand, editor=request.user)
    return redirect("demands:step", number, FIRST_STEP)


def _mine(request: ForOrganisation, number: str) -> Specification:
    return get_object_or_404(
        Specification.objects.select_related("demand__buyer", "version"),
        demand__number=number,
        demand__buyer=request.organisation,
    )


def _saved() -> HttpResponse:
    return HttpResponse(f"草稿已保存 {clock.local(clock.now()):%H:%M:%S}")
