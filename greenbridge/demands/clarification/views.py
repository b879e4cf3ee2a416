"""A supplier asks, the buyer answers and corrects, an officer hides."""

from collections.abc import Callable, Mapping
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, officer_only
from greenbridge.core.errors import RuleBroken
from greenbridge.demands.clarification import queries, services
from greenbridge.demands.clarification.forms import AnswerForm, CorrectionForm, HideForm, QuestionForm
from greenbridge.demands.models import Demand, Question


@for_side("supplier")
def ask(request: ForOrganisation, number: str) -> HttpResponse:
    demand = get_object_or_404(Demand.objects.public().with_card(), number=number)
    form = QuestionForm(request.POST or None)
    words = {
        "title": "提问",
        "button": "提交问题",
        "lead": "回答对所有人公开。只有审核协会知道是谁问的。",
        "until": queries.cut_off(demand),
    }
    said = "问题已提交，有了回答会通知您。"
    act = partial(services.ask, demand, request.organisation, member=request.user)
    return _step(request, demand, form, words, said, act)


@for_side("buyer")
def answer(request: ForOrganisation, pk: int) -> HttpResponse:
    question = get_object_or_404(queries.of_buyer(request.organisation), pk=pk)
    words = {"title": f"回答第{question.number}号提问", "button": "公开回答", "question": question}
    said = "回答已公开，提问的机构会收到通知。"
    act = partial(services.answer, question, member=request.user)
    return _step(request, question.demand, AnswerForm(request.POST or None), words, said, act)


@for_side("buyer")
def correct(request: ForOrganisation, pk: int) -> HttpResponse:
    question = get_object_or_404(queries.of_buyer(request.organisation).answered(), pk=pk)
    words = {"title": f"更正第{question.number}号提问的回答", "button": "公开更正", "question": question}
    seen = {"text": question.answer, "seen": queries.version_of(question)}
    form = CorrectionForm(request.POST or None, initial=seen)
    act = partial(services.correct, question, member=request.user)
    said = "更正已公开，提问的机构和关注的人会收到通知。"
    return _step(request, question.demand, form, words, said, act)


@officer_only
def hide(request: SignedIn, pk: int) -> HttpResponse:
    question = get_object_or_404(queries.in_charge_of(request.user), pk=pk)
    words = {
        "title": f"隐去第{question.number}号提问",
        "button": "隐去",
        "question": question,
        "is_officer": True,
    }
    act = partial(services.hide, question, officer=request.user)
    said = "已隐去，提问机构和发布单位会收到理由。"
    return _step(request, question.demand, HideForm(request.POST or None), words, said, act)


def _step(
    request: SignedIn,
    demand: Demand,
    form: forms.Form,
    words: Mapping[str, object],
    said: str,
    act: Callable[..., Question],
) -> HttpResponse:
    """One field and a button: what was written is done, or the page says why not."""
    if form.is_valid():
        try:
            act(**form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(demand)
    context = {"demand": demand, "form": form, "section": "demands", **words}
    return render(request, "demands/clarification/step.html", context)
