"""The pages of credit information: the body's report and its check, and what officers look up themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from greenbridge.accounts import desk
from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, officer_only
from greenbridge.accounts.exports import Table, day
from greenbridge.accounts.models import User
from greenbridge.accounts.paging import listed
from greenbridge.accounts.review_page import review_page
from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.credit import checks, queries, reports, sites
from greenbridge.suppliers.credit.forms import AnomalyForm, CheckForm, ReportForm
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.models import CreditCheck, Supplier
from greenbridge.suppliers.suspension.queries import in_province_of

DUE = Table[Supplier](
    "信用核查",
    (*of_body(lambda row: row), ("应核查于", lambda row: day(getattr(row, "credit_due_on", None)), 18)),
)
RETURN_REASONS = [
    "不是信用中国出具的信用报告，请重新下载。",
    "报告的单位名称或信用代码不是贵单位的。",
    "填写的报告日期与报告不一致。",
    "报告不完整，请上传全部页。",
    "报告内容与信用中国网站不一致，请重新下载。",
]


@for_side("supplier")
def submit(request: ForOrganisation) -> HttpResponse:
    """The body's own report: what stands on its record, what waits, and the next one."""
    supplier = suppliers.profile_of(request.organisation)
    form = ReportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            reports.submit(supplier, member=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "信用报告已提交，核对结果会通过站内消息和邮件告诉您。")
            return redirect("credit:submit")
    context = {
        "form": form,
        "supplier": supplier,
        "shown": queries.report_of(supplier),
        "latest": supplier.credit_reports.select_related("association").order_by("-submitted_at").first(),
        "ways": sites.ways(request.organisation, "credit-china"),
    }
    return render(request, "suppliers/credit/submit.html", context)


@officer_only
def report(request: SignedIn, pk: int) -> HttpResponse:
    """An officer holds a report against the official page."""
    row = get_object_or_404(queries.reports_for(request.user), pk=pk)
    return review_page(
        request,
        row,
        template="suppliers/credit/report.html",
        queue="credit_report",
        reasons=RETURN_REASONS,
        decisions={Decision.PASSED: reports.approve, Decision.RETURNED: reports.send_back},
        context={
            "supplier": row.supplier,
            "ways": sites.ways(row.supplier.organisation, "credit-china"),
            "earlier": row.supplier.credit_reports.exclude(pk=row.pk).order_by("-submitted_at"),
        },
    )


@require_safe
@officer_only
def due(request: SignedIn) -> HttpResponse:
    """Whom the officer is to look up, the longest first."""
    rows = list(queries.due(request.user))
    most, is_more = queries.MOST_DUE, len(rows) > queries.MOST_DUE
    return listed(request, "suppliers/credit/due.html", rows[:most], DUE, is_more=is_more, most=most)


@officer_only
def check(request: SignedIn, code: str) -> HttpResponse:
    """The sites to look at for one body, and what the officer saw there."""
    supplier = get_object_or_404(in_province_of(request.user), organisation__credit_code=code)
    form = CheckForm(request.POST or None, request.FILES or None, initial={"looked_on": clock.today()})
    if form.is_valid():
        try:
            checks.check(supplier, form.found, looked_on=form.cleaned_data["looked_on"], officer=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{supplier}”的核查结果已记录。")
            return redirect("credit:due")
    latest = queries.latest_looks(supplier)
    ways = sites.ways(supplier.organisation)
    context = {
        "supplier": supplier,
        "form": form,
        "groups": [(way, latest[way.site.key], *form.asked_about(way.site.key)) for way in ways],
    }
    return render(request, "suppliers/credit/check.html", context)


@officer_only
def anomaly(request: SignedIn, pk: int) -> HttpResponse:
    """A second officer says whether an anomaly goes on the record."""
    row = get_object_or_404(queries.anomalies_for(request.user), pk=pk)
    form = AnomalyForm(request.POST or None)
    if form.is_valid():
        try:
            _settle(row, form, request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, "复核结果已记录。")
            return redirect(desk.onward(request.user, "credit_anomaly"))
    context = {
        "check": row,
        "form": form,
        "ways": sites.ways(row.supplier.organisation, row.site),
        "is_own": row.checked_by == request.user,
    }
    return render(request, "suppliers/credit/anomaly.html", context)


def _settle(row: CreditCheck, form: AnomalyForm, officer: User) -> None:
    if form.cleaned_data["outcome"] == CreditCheck.Outcome.RECORDED:
        checks.put_on_record(row, form.document, officer=officer)
    else:
        checks.drop(row, note=form.cleaned_data["note"], officer=officer)
