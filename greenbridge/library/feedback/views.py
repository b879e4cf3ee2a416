"""The pages of feedback on texts: the report, its record, the answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from greenbridge.accounts import desk
from greenbridge.accounts.access import SignedIn, only, signed_in
from greenbridge.core.errors import RuleBroken
from greenbridge.library.feedback import queries, services
from greenbridge.library.feedback.forms import AnswerForm, ReportForm
from greenbridge.library.models import Clause, TextFeedback, Version


@signed_in
def report(request: SignedIn, code: str, day: str) -> HttpResponse:
    """Say what is wrong with a text, or with the clause that the address names."""
    version = _version(code, day)
    clause = _clause(version, request.GET.get("clause", ""))
    form = ReportForm(request.POST or None)
    if form.is_valid():
        try:
            row = services.report(version, clause, reporter=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "反馈已提交，编辑的答复会通过站内消息和邮件告诉您。")
            return redirect(row)
    context = {"form": form, "version": version, "clause": clause, "section": "library"}
    return render(request, "library/feedback/report.html", context)


def _version(code: str, day: str) -> Version:
    try:
        dated_on = parse_date(day)
    except ValueError:
        dated_on = None
    if dated_on is None:
        raise Http404
    texts = Version.objects.published().select_related("work").defer("text")
    return get_object_or_404(texts, work__code=code, dated_on=dated_on)


def _clause(version: Version, address: str) -> Clause | None:
    return get_object_or_404(version.clauses, address=address) if address else None


@require_safe
@signed_in
def record(request: SignedIn, pk: int) -> HttpResponse:
    """One feedback, for who reported it."""
    row = get_object_or_404(queries.mine(request.user), pk=pk)
    return render(request, "library/feedback/record.html", {"feedback": row})


@only(queries.answers)
def answer(request: SignedIn, pk: int) -> HttpResponse:
    """What an editor reads and answers."""
    row = get_object_or_404(queries.with_text(TextFeedback.objects.all()), pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer(row, editor=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, "答复已发出，反馈人会收到消息。")
            return redirect(desk.onward(request.user, "text_feedback"))
    return render(request, "library/feedback/answer.html", {"form": form, "feedback": row})
