"""The pages of spot checks: public lists, the operator's drawing, the officers' findings, the body's answer."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render

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
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.models import SpotCheck, SpotDraw
from greenbridge.suppliers.spotcheck import queries, services
from greenbridge.suppliers.spotcheck.forms import CloseForm, CorrectionForm, DrawForm, FindingForm
from greenbridge.ui.kept_pages import kept_for_visitors

DRAWS = Table[Any](
    "抽查公示",
    (
        ("季度", str, 20),
        ("抽取日期", lambda row: day(row.drawn_at), 18),
        ("种子", lambda row: row.seed, 40),
        ("抽取机构", lambda row: row.drawn, 14),
        ("已办结", lambda row: row.closed, 14),
    ),
)
DRAWN = (
    *of_body(lambda row: row.supplier),
    ("分层", lambda row: queries.named(row.stratum), 28),
    ("检查协会", lambda row: row.association, 28),
    ("结果", lambda row: row.outcome, 20),
    ("办结日期", lambda row: day(row.closed_at), 18),
)


@kept_for_visitors("format")
def draws(request: HttpRequest) -> HttpResponse:
    """All drawings, for everybody."""
    found = queries.draws()
    if is_asked(request):
        return handed_out_as(DRAWS, request, found, is_public=True)
    context = {"draws": found, "section": "suppliers"}
    return render(request, "suppliers/spotcheck/list.html", context)


@kept_for_visitors("format", "after", "before")
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was drawn, fifty to a page, how to draw again, and what came of it."""
    made = get_object_or_404(queries.draws(), pk=pk)
    if is_asked(request):
        table, drawn = Table(f"{made}抽查", DRAWN), queries.with_all(made.checks.all())
        return handed_out_as(table, request, drawn, total=made.drawn, is_public=True)
    page = queries.page_of(made, after=_key(request, "after"), before=_key(request, "before"))
    checks = [(row, queries.named(row.stratum)) for row in page.rows]
    context = {"draw": made, "checks": checks, "pager": page, "section": "suppliers"}
    context["plan"] = [(stratum, queries.named(stratum), n) for stratum, n in sorted(made.plan.items())]
    return render(request, "suppliers/spotcheck/draw.html", context)


def _key(request: HttpRequest, name: str) -> int:
    """Where a page begins or ends; none where the address says something else."""
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 19 else 0


def population(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Who could have been drawn, so that anybody can draw again."""
    made = get_object_or_404(SpotDraw, pk=pk)
    headers = {"Content-Disposition": f'attachment; filename="population-{made.year}-{made.quarter}.csv"'}
    return StreamingHttpResponse(_lines(made), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(made: SpotDraw) -> Iterator[str]:
    """A thousand members at a time: the whole, once more as text, is not held."""
    yield "\ufeff分层,统一社会信用代码\r\n"
    for first in range(0, len(made.population), 1000):
        members = made.population[first : first + 1000]
        yield "".join(f"{stratum},{code}\r\n" for stratum, code in members)


@operator_only
def new(request: SignedIn) -> HttpResponse:
    """Draw for a quarter."""
    today = clock.today()
    strata = queries.strata(today)
    initial = {"year": today.year, "quarter": (today.month + 2) // 3, "each": 1}
    form = DrawForm(request.POST or None, strata=strata, initial=initial)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            made = services.draw(
                facts["year"], facts["quarter"], form.plan, due_on=facts["due_on"], by=request.user
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made}抽查名单已抽取并公示，任务已分给各协会。")
            return redirect(made)
    return render(request, "suppliers/spotcheck/new.html", {"form": form, "title": "抽取抽查名单"})


@signed_in
@noted
def check(request: SignedIn, pk: int) -> HttpResponse:
    """One check, for the body and the officers who look into it."""
    row = get_object_or_404(queries.readable_by(request.user), pk=pk)
    context = {
        "check": row,
        "stratum": queries.named(row.stratum),
        "is_own": row.supplier.organisation == request.user.organisation,
    }
    return render(request, "suppliers/spotcheck/check.html", context)


@officer_only
def find(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.with_all(SpotCheck.objects.examined_by(request.user)), pk=pk)
    form = FindingForm(request.POST or None)
    act = {"title": "记录检查情况", "button": "记录检查情况", "said": "检查情况已记录，机构会收到消息。"}
    return _step(request, row, form, act, services.find, officer=request.user)


@for_side("supplier")
def correct(request: ForOrganisation, pk: int) -> HttpResponse:
    rows = queries.readable_by(request.user)
    row = get_object_or_404(rows, pk=pk, supplier__organisation=request.organisation)
    form = CorrectionForm(request.POST or None, request.FILES or None)
    act = {"title": "答复整改情况", "button": "提交整改情况", "said": "整改情况已提交，复核后会通知您。"}
    return _step(request, row, form, act, services.correct, member=request.user)


@officer_only
def close(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.with_all(SpotCheck.objects.examined_by(request.user)), pk=pk)
    form = CloseForm(request.POST or None)
    act = {"title": "复核并办结", "button": "办结", "said": "抽查已办结，结果写在机构页和抽查公示中。"}
    return _step(request, row, form, act, services.close, officer=request.user)


def _step(
    request: SignedIn, row: SpotCheck, form: Form, act: dict[str, str], do: Any, **who: Any
) -> HttpResponse:
    """The next step of a check: the form, or what came of it."""
    if form.is_valid():
        try:
            do(row, **who, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, act["said"])
            return redirect(row)
    return render(request, "suppliers/spotcheck/step.html", {"form": form, "check": row, **act})
