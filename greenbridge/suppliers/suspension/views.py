"""The pages of suspensions: decided by officers, read and objected to by the body."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts import desk
from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, noted, officer_only, signed_in
from greenbridge.accounts.exports import Table, day
from greenbridge.accounts.forms import AppealForm, LiftForm
from greenbridge.accounts.paging import listed
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.models import Appeal, Suspension
from greenbridge.suppliers.suspension import queries, services
from greenbridge.suppliers.suspension.forms import AnswerForm, SuspendForm

SUSPENSIONS = Table[Suspension](
    "暂停展示",
    (
        *of_body(lambda row: row.supplier),
        ("范围", lambda row: row.what, 24),
        ("起始", lambda row: day(row.since), 18),
        ("最后一日", lambda row: day(row.until), 18),
        ("状态", lambda row: row.state, 16),
        ("申诉", lambda row: row.appeal.outcome if row.is_appealed else "", 20),
    ),
)


@officer_only
def suspensions(request: SignedIn) -> HttpResponse:
    """All of the officer's province, those that run first."""
    rows = queries.in_charge(request.user).order_by(F("ended_at").desc(nulls_first=True), "-imposed_at")
    return listed(request, "suppliers/suspension/list.html", rows, SUSPENSIONS, title=SUSPENSIONS.title)


@officer_only
def suspend(request: SignedIn, code: str) -> HttpResponse:
    """Decide that a body, or one of its types, is not shown for a time."""
    supplier = get_object_or_404(queries.in_province_of(request.user), organisation__credit_code=code)
    form = SuspendForm(request.POST or None, supplier=supplier, initial={"since": clock.today()})
    if form.is_valid():
        try:
            row = services.suspend(supplier, queries.Decided(**form.cleaned_data), officer=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已决定暂停展示{row.what}，机构会收到站内消息和邮件。")
            return redirect(row)
    context = {"form": form, "supplier": supplier, "days": Suspension.DAYS_TO_APPEAL}
    return render(request, "suppliers/suspension/suspend.html", context)


@signed_in
@noted
def record(request: SignedIn, pk: int) -> HttpResponse:
    """One suspension with its objection, for the body and the officers."""
    row = get_object_or_404(queries.readable_by(request.user), pk=pk)
    context = {
        "suspension": row,
        "is_own": row.supplier.organisation == request.user.organisation,
        "may_lift": not row.is_over and queries.may_suspend(request.user, row.supplier),
        "may_answer": queries.appeals_for(request.user).filter(suspension=row).exists(),
    }
    return render(request, "suppliers/suspension/record.html", context)


@officer_only
def lift(request: SignedIn, pk: int) -> HttpResponse:
    """End it before its last day."""
    row = get_object_or_404(queries.in_charge(request.user), pk=pk)
    form = LiftForm(request.POST or None)
    if form.is_valid():
        try:
            services.lift(row, officer=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row.what}的暂停展示已解除，机构会收到消息。")
            return redirect(row)
    return render(request, "suppliers/suspension/lift.html", {"form": form, "suspension": row})


@for_side("supplier")
def appeal(request: ForOrganisation, pk: int) -> HttpResponse:
    """The body objects."""
    rows = queries.readable_by(request.user)
    row = get_object_or_404(rows, pk=pk, supplier__organisation=request.organisation)
    form = AppealForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.appeal(row, member=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "申诉已提交，答复会通过站内消息和邮件告诉您。")
            return redirect(row)
    return render(request, "suppliers/suspension/appeal.html", {"form": form, "suspension": row})


@officer_only
def answer(request: SignedIn, pk: int) -> HttpResponse:
    """Whether the suspension stands."""
    rows = Appeal.objects.visible_to(request.user).select_related("suspension__supplier__organisation")
    rows = rows.select_related("suspension__service_type", "suspension__association", "file")
    asked = get_object_or_404(rows.select_related("suspension__imposed_by"), suspension=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer(asked, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "答复已发出，机构会收到站内消息和邮件。")
            return redirect(desk.onward(request.user, "appeal", asked.suspension.get_absolute_url()))
    context = {
        "form": form,
        "appeal": asked,
        "suspension": asked.suspension,
        "is_own_decision": asked.suspension.imposed_by == request.user,
    }
    return render(request, "suppliers/suspension/answer.html", context)
