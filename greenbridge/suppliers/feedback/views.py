"""The pages of feedback: the report, its record, the answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from greenbridge.accounts import contacts, desk
from greenbridge.accounts.access import SignedIn, officer_only, signed_in
from greenbridge.accounts.bulk import Bulk
from greenbridge.accounts.bulk_page import Page, bulk_page
from greenbridge.accounts.models import User
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.feedback import queries, services
from greenbridge.suppliers.feedback.forms import AnswerForm, ReportForm
from greenbridge.suppliers.feedback.queues import task
from greenbridge.suppliers.models import Feedback


@signed_in
def report(request: SignedIn, code: str) -> HttpResponse:
    """Say what is wrong with a record."""
    supplier = get_object_or_404(queries.reportable(), organisation__credit_code=code)
    form = ReportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            row = services.report(supplier, reporter=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "反馈已提交，协会的答复会通过站内消息和邮件告诉您。")
            return redirect(row)
    context = {"form": form, "supplier": supplier, "section": "suppliers"}
    return render(request, "suppliers/feedback/report.html", context)


@require_safe
@signed_in
def record(request: SignedIn, pk: int) -> HttpResponse:
    """One feedback, for who reported it and for the body, which does not learn who that was."""
    row = get_object_or_404(queries.readable_by(request.user), pk=pk)
    is_mine = row.reported_by_id == request.user.pk
    context = {
        "feedback": row,
        "is_mine": is_mine,
        "looks": contacts.looks_at(row) if is_mine else [],
        "is_of_my_body": row.subject.organisation == request.user.organisation,
    }
    return render(request, "suppliers/feedback/record.html", context)


ANSWERS = Page(
    queue="feedback",
    title="问题反馈",
    lead="适合几件反馈说的是同一件事，可以用同一段话答复。",
    task=task,
    form=AnswerForm,
    reasons=lambda form: str(form.cleaned_data["reasons"]),
)


@officer_only
def bulk(request: SignedIn) -> HttpResponse:
    """Several answered alike."""
    rows = Bulk(queries.answered_by(request.user), services.check, _answer)
    return bulk_page(request, ANSWERS, rows)


def _answer(row: Feedback, decision: str, officer: User, reasons: str) -> object:
    return services.answer(row, officer=officer, decision=decision, reasons=reasons)


@officer_only
def answer(request: SignedIn, pk: int) -> HttpResponse:
    """What an officer reads and decides."""
    row = get_object_or_404(queries.answered_by(request.user), pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer(row, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, "答复已发出，反馈人和机构会收到消息。")
            return redirect(desk.onward(request.user, "feedback"))
    earlier = queries.answered_by(request.user).filter(supplier=row.supplier).exclude(pk=row.pk)
    context = {
        "form": form,
        "feedback": row,
        "contact": contacts.one("feedback", row, request.user),
        "reporter": contacts.one("reporter", row, request.user),
        "earlier": earlier.order_by("-submitted_at")[:10],
    }
    return render(request, "suppliers/feedback/answer.html", context)
