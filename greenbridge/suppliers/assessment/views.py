"""The pages of assessments: the supplier's own, the officers' scoring, the criteria."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts import desk
from greenbridge.accounts.access import (
    ForOrganisation,
    SignedIn,
    for_side,
    noted,
    officer_only,
    operator_only,
    signed_in,
)
from greenbridge.accounts.exports import Table, day, handed_out_as, is_asked
from greenbridge.accounts.paging import listed
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.suppliers.assessment import queries, recusal, services, starting
from greenbridge.suppliers.assessment.forms import (
    AnswersForm,
    CriteriaForm,
    OpenForm,
    RecuseForm,
    SettleForm,
    StartForm,
    said_of,
)
from greenbridge.suppliers.models import Assessment, CriteriaSet
from greenbridge.suppliers.services import profile_of

CRITERIA = Table[CriteriaSet](
    "准入考核标准",
    (
        ("业务", lambda row: row.service_type, 30),
        ("省份", lambda row: row.province, 14),
        ("版本", lambda row: row.version, 8),
        ("施行日期", lambda row: day(row.effective_from), 18),
        ("停止日期", lambda row: day(row.effective_until), 18),
        ("指标数", lambda row: len(row.criteria.all()), 10),
        ("合格线", lambda row: row.pass_mark, 10),
        ("制定单位", lambda row: row.source, 30),
    ),
)


MINE = Table[Assessment](
    "考核记录",
    (
        ("业务", lambda row: row.what, 34),
        ("申请时间", lambda row: day(row.opened_at), 12),
        ("总分", lambda row: row.points, 8),
        ("结果", lambda row: row.get_state_display(), 14),
        ("有效期至", lambda row: day(row.valid_until), 12),
    ),
)


@for_side("supplier")
def mine(request: ForOrganisation) -> HttpResponse:
    """For what the body may be assessed, and how far it has come."""
    supplier = profile_of(request.organisation)
    past = supplier.assessments.select_related("province", "service_type")
    if is_asked(request):
        return handed_out_as(MINE, request, past)
    context = {"supplier": supplier, "choices": queries.choices(supplier), "past": past}
    return render(request, "suppliers/assessment/mine.html", context)


@require_POST
@for_side("supplier")
def start(request: ForOrganisation) -> HttpResponse:
    form = OpenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请从列表里选择要考核的业务和省份。")
        return redirect("assessment:mine")
    asked = form.cleaned_data
    try:
        opened = services.open_assessment(
            profile_of(request.organisation), asked["kind"], asked["province"], by=request.user
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("assessment:mine")
    return redirect("assessment:edit", opened.pk)


def _own(request: ForOrganisation, pk: int) -> Assessment:
    rows = Assessment.objects.select_related("supplier", "criteria_set", "province", "service_type")
    return get_object_or_404(rows, pk=pk, supplier__organisation=request.organisation)


@for_side("supplier")
def edit(request: ForOrganisation, pk: int) -> HttpResponse:
    """The self-assessment, criterion by criterion; what is submitted is read only."""
    assessment = _own(request, pk)
    if not assessment.is_draft and request.method != "POST":
        return redirect(assessment)
    lines = queries.lines(assessment, with_points=False)
    form = AnswersForm(
        request.POST or None,
        request.FILES or None,
        criteria=[line.criterion for line in lines],
        initial=said_of(line.answer for line in lines if line.answer),
    )
    if form.is_valid():
        try:
            services.save_answers(assessment, form.said, by=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "自评已保存，请核对后提交。")
            return redirect(assessment)
    groups = [(line, form.fields_of(line.criterion.code)) for line in lines]
    context = {"assessment": assessment, "form": form, "groups": groups}
    return render(request, "suppliers/assessment/edit.html", context)


@require_POST
@for_side("supplier")
def submit(request: ForOrganisation, pk: int) -> HttpResponse:
    assessment = _own(request, pk)
    with told(request, "自评已提交，结果会通过站内消息和邮件告诉您。"):
        services.submit(assessment, by=request.user)
    return redirect(assessment)


@signed_in
@noted
def record(request: SignedIn, pk: int) -> HttpResponse:
    """All that was said and found. Officers' points appear once the result is there; before that nobody reads them."""
    assessment = get_object_or_404(queries.readable_by(request.user), pk=pk)
    is_own = assessment.supplier.organisation == request.user.organisation
    context = {
        "assessment": assessment,
        "lines": queries.lines(assessment, with_points=assessment.is_concluded),
        "missing": services.unanswered(assessment) if assessment.is_draft else [],
        "is_own": is_own,
        "act": queries.act_from(assessment) if is_own else "",
        "is_recomputed": assessment.is_concluded and queries.is_recomputed(assessment),
        "may_score": not is_own and queries.may_score(request.user, assessment),
        "recusals": queries.recusals_for(request.user, assessment),
        "today": clock.today(),
    }
    return render(request, "suppliers/assessment/record.html", context)


def _in_charge(request: SignedIn, pk: int) -> Assessment:
    rows = Assessment.objects.visible_to(request.user)
    rows = rows.select_related("supplier__organisation__region", "criteria_set", "association")
    return get_object_or_404(rows.select_related("province", "service_type"), pk=pk)


@officer_only
def recuse(request: SignedIn, pk: int) -> HttpResponse:
    """Say that one is tied with the body, and leave it to colleagues."""
    assessment = _in_charge(request, pk)
    form = RecuseForm(request.POST or None)
    if form.is_valid():
        try:
            recusal.declare(assessment, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"您已回避“{assessment}”的考核，由其他审核员评分。")
            return redirect("portal:desk")
    context = {"assessment": assessment, "form": form}
    return render(request, "suppliers/assessment/recuse.html", context)


@officer_only
def score(request: SignedIn, pk: int) -> HttpResponse:
    """What the body says and holds beside each criterion, and the officer's own points; for a third what differs."""
    assessment = _in_charge(request, pk)
    may_score = queries.may_score(request.user, assessment)
    if not may_score and request.method != "POST":
        return redirect(assessment)
    is_third = assessment.is_settling
    lines = queries.lines(assessment, with_points=is_third)
    asked = [line for line in lines if line.differs] if is_third else lines
    kind = SettleForm if is_third else CriteriaForm
    form = kind(request.POST or None, criteria=[line.criterion for line in asked])
    if form.is_valid():
        act = services.settle if is_third else services.score
        try:
            after = act(assessment, officer=request.user, points=form.points, notes=form.notes)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{assessment}”的评分已提交：{after.get_state_display()}。")
            return redirect(desk.onward(request.user, "assessment"))
    context = {
        "assessment": assessment,
        "groups": [(line, form.fields_of(line.criterion.code)) for line in asked],
        "form": form,
        "may_score": may_score,
    }
    return render(request, "suppliers/assessment/score.html", context)


@signed_in
def criteria(request: SignedIn) -> HttpResponse:
    """All criteria sets with their versions."""
    rows = CriteriaSet.objects.select_related("province", "service_type").prefetch_related("criteria")
    return listed(request, "suppliers/assessment/criteria.html", rows, CRITERIA, title=CRITERIA.title)


@signed_in
def criteria_set(request: SignedIn, pk: int) -> HttpResponse:
    rows = CriteriaSet.objects.select_related("province", "service_type")
    found = get_object_or_404(rows, pk=pk)
    others = rows.filter(province=found.province, service_type=found.service_type).exclude(pk=pk)
    context = {"set": found, "others": others, "is_in_force": found.is_in_force(clock.today())}
    return render(request, "suppliers/assessment/criteria_set.html", context)


@operator_only
def starts(request: SignedIn) -> HttpResponse:
    """From which day only who has passed is shown, province by province."""
    form = StartForm(request.POST or None)
    if form.is_valid():
        province, starts_on = form.cleaned_data["province"], form.cleaned_data["starts_on"]
        try:
            starting.move_start(province, starts_on, by=request.user)
        except RuleBroken as refusal:
            form.add_error("starts_on", str(refusal))
        else:
            messages.success(request, f"{province}的准入启用日期已更新。")
            return redirect("assessment:starts")
    context = {"rows": queries.starts(), "form": form, "title": "准入启用"}
    return render(request, "suppliers/assessment/starts.html", context)
