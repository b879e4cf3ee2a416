"""The pages of supervision: public drawings, officers' checks, sanctions and objections to them, complaints."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts import contacts, desk
from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, noted, officer_only, signed_in
from greenbridge.accounts.exports import Table
from greenbridge.accounts.forms import AppealForm, LiftForm
from greenbridge.accounts.models import User
from greenbridge.accounts.paging import listed, paged
from greenbridge.core.errors import RuleBroken
from greenbridge.demands.conduct import checking, complaining, queries, sanctioning
from greenbridge.demands.conduct.forms import (
    AcceptForm,
    AnswerForm,
    ComplaintForm,
    DecideForm,
    FindingForm,
    FollowUpForm,
    ImposeForm,
    ReplyForm,
)
from greenbridge.demands.models import Complaint, Demand, DemandDraw, Sanction, SanctionAppeal
from greenbridge.demands.reviewing import queries as reviewing


def draws(request: HttpRequest) -> HttpResponse:
    """All drawings among what was published at once, for everybody."""
    return render(
        request, "demands/conduct/draws.html", {"draws": DemandDraw.objects.all(), "section": "demands"}
    )


def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """What was in a drawing and what it drew, so that anybody can draw again. What came of it stands nowhere."""
    made = get_object_or_404(DemandDraw, pk=pk)
    drawn = set(made.checks.values_list("demand__number", flat=True))
    rows = [(number, number in drawn) for number in queries.numbers_in(made)]
    context = {"draw": made, "rows": rows, "section": "demands"}
    return render(request, "demands/conduct/draw.html", context)


@officer_only
def check(request: SignedIn, pk: int) -> HttpResponse:
    """An officer looks at a demand that was drawn, and writes down what was found."""
    row = get_object_or_404(queries.checks().visible_to(request.user), pk=pk)
    follows = not row.is_waiting and "finding" not in request.POST
    form = FollowUpForm(request.POST or None) if follows else FindingForm(request.POST or None)
    if form.is_valid():
        act = checking.follow_up if follows else checking.find
        try:
            act(row, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, "已记录，发布单位会收到消息。")
            return redirect(desk.onward(request.user, "demand_check", row.get_absolute_url()))
    context = {
        "check": row,
        "demand": row.demand,
        "contact": contacts.one("demand_check", row, request.user),
        "form": form,
        "alike": reviewing.alike(row.demand),
    }
    return render(request, "demands/conduct/check.html", context)


BUYERS = Table[Any](
    "发布单位监管",
    (
        ("单位", str, 34),
        ("统一社会信用代码", lambda row: row.credit_code, 24),
        ("地区", lambda row: row.region.local_name, 18),
        ("公开的需求", lambda row: row.published, 14),
        ("有效的警告", lambda row: row.warned, 14),
        ("暂停发布", lambda row: "是" if row.suspended else "", 12),
    ),
)


@officer_only
def buyers(request: SignedIn) -> HttpResponse:
    """The buyers whom the officer supervises, those under sanctions first."""
    rows = queries.supervised(request.user)
    return listed(request, "demands/conduct/buyers.html", rows, BUYERS, title=BUYERS.title)


@officer_only
def buyer(request: SignedIn, code: str) -> HttpResponse:
    """What is known of one buyer's conduct."""
    body = get_object_or_404(queries.buyers_of(request.user), credit_code=code)
    context = {"buyer": body, "standing": queries.standing(body), "states": queries.states(body)}
    return render(request, "demands/conduct/buyer.html", context)


@officer_only
def impose(request: SignedIn, code: str) -> HttpResponse:
    """Warn a buyer or have it not publish for a time."""
    body = get_object_or_404(queries.buyers_of(request.user), credit_code=code)
    form = ImposeForm(request.POST or None, buyer=body)
    if form.is_valid():
        decided = sanctioning.Decided(**form.cleaned_data)
        try:
            row = sanctioning.impose(
                body, decided, officer=request.user, association=queries.acting_for(request.user, body)
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已决定{row.get_kind_display()}，发布单位会收到站内消息和邮件。")
            return redirect("conduct:buyer", code)
    context = {"form": form, "buyer": body, "days": Sanction.DAYS_TO_APPEAL, "numbers": queries.numbers()}
    return render(request, "demands/conduct/impose.html", context)


@for_side("buyer")
def mine(request: ForOrganisation) -> HttpResponse:
    """How my own body stands."""
    context = {"standing": queries.standing(request.organisation), "terms": queries.rules_in_force()}
    return render(request, "demands/conduct/mine.html", context)


@signed_in
@noted
def sanction(request: SignedIn, pk: int) -> HttpResponse:
    """One sanction with its objection, for the buyer and the officers."""
    row = get_object_or_404(queries.readable_by(request.user), pk=pk)
    context = {
        "sanction": row,
        "is_own": row.buyer == request.user.organisation,
        "may_lift": not row.is_over and queries.may_impose(request.user, row.buyer),
        "may_answer": queries.appeals_for(request.user).filter(sanction=row).exists(),
    }
    return render(request, "demands/conduct/sanction.html", context)


@for_side("buyer")
def appeal(request: ForOrganisation, pk: int) -> HttpResponse:
    """The buyer objects."""
    row = get_object_or_404(queries.sanctions(), pk=pk, buyer=request.organisation)
    form = AppealForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            sanctioning.appeal(row, member=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "申诉已提交，答复会通过站内消息和邮件告诉您。")
            return redirect(row)
    return render(request, "demands/conduct/appeal.html", {"form": form, "sanction": row})


@officer_only
def answer(request: SignedIn, pk: int) -> HttpResponse:
    """Whether the sanction stands."""
    rows = SanctionAppeal.objects.visible_to(request.user).select_related(
        "sanction__buyer__region", "sanction__association", "sanction__demand", "sanction__imposed_by"
    )
    asked = get_object_or_404(rows.select_related("association", "file"), sanction=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            sanctioning.answer(asked, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            asked.refresh_from_db()
        else:
            messages.success(request, "答复已发出，发布单位会收到站内消息和邮件。")
            return redirect(desk.onward(request.user, "sanction_appeal", asked.sanction.get_absolute_url()))
    context = {
        "form": form,
        "appeal": asked,
        "sanction": asked.sanction,
        "is_own_decision": asked.sanction.imposed_by == request.user,
    }
    return render(request, "demands/conduct/answer.html", context)


@officer_only
def lift(request: SignedIn, pk: int) -> HttpResponse:
    """Take a sanction back before its last day."""
    rows = queries.sanctions().filter(buyer__in=queries.buyers_of(request.user).values("pk"))
    row = get_object_or_404(rows, pk=pk)
    form = LiftForm(request.POST or None)
    if form.is_valid():
        try:
            sanctioning.lift(row, officer=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row.get_kind_display()}已撤销，发布单位会收到消息。")
            return redirect(row)
    return render(request, "demands/conduct/lift.html", {"form": form, "sanction": row})


@for_side("supplier")
def complain(request: ForOrganisation, number: str) -> HttpResponse:
    """A body says what is wrong with a demand or its buyer."""
    demand = get_object_or_404(Demand.objects.public(), number=number)
    form = ComplaintForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            made = complaining.complain(
                demand, request.organisation, member=request.user, **form.cleaned_data
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "投诉已提交，是否受理会通过站内消息和邮件告诉您。")
            return redirect(made)
    return render(request, "demands/conduct/complain.html", {"form": form, "demand": demand})


@for_side("supplier")
def complaints(request: ForOrganisation) -> HttpResponse:
    """What my body has complained of."""
    rows = queries.complaints().filter(complainant=request.organisation).order_by("-submitted_at")
    return render(request, "demands/conduct/complaints.html", paged(request, rows))


@signed_in
@noted
def complaint(request: SignedIn, pk: int) -> HttpResponse:
    """One complaint, for who made it, whom it is about, and who decides."""
    row = get_object_or_404(queries.complaints_readable_by(request.user), pk=pk)
    context = {
        "complaint": row,
        "is_complainant": row.complainant == request.user.organisation,
        "is_buyer": row.demand.buyer == request.user.organisation,
        "may_handle": queries.complaints_for(request.user).filter(pk=pk).exists(),
    }
    return render(request, "demands/conduct/complaint.html", context)


@for_side("buyer")
def reply(request: ForOrganisation, pk: int) -> HttpResponse:
    """The buyer is heard."""
    rows = queries.complaints().filter(demand__buyer=request.organisation, accepted_at__isnull=False)
    row = get_object_or_404(rows, pk=pk)
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        try:
            complaining.reply(row, member=request.user, statement=form.cleaned_data["statement"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "说明已提交，办理结果会通过站内消息和邮件告诉您。")
            return redirect(row)
    return render(request, "demands/conduct/reply.html", {"form": form, "complaint": row})


@officer_only
def handle(request: SignedIn, pk: int) -> HttpResponse:
    """First whether it is looked into, then whether it is founded."""
    row = get_object_or_404(queries.complaints_for(request.user), pk=pk)
    form = (DecideForm if row.is_accepted else AcceptForm)(request.POST or None)
    if form.is_valid():
        try:
            _step(row, request.user, form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row = queries.complaints_for(request.user).get(pk=pk)
        else:
            messages.success(request, "已办理，有关单位会收到站内消息和邮件。")
            return redirect(desk.onward(request.user, "complaint", row.get_absolute_url()))
    return render(request, "demands/conduct/handle.html", {"form": form, "complaint": row})


def _step(row: Complaint, officer: User, said: dict[str, Any]) -> None:
    if row.is_accepted:
        complaining.decide(row, officer=officer, **said)
    elif said["decision"] == "accept":
        complaining.accept(row, officer=officer)
    else:
        complaining.decline(row, officer=officer, reasons=said["reasons"])
