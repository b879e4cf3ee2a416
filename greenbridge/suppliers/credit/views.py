"""The pages of credit information: the body's report and its check."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, officer_only
from greenbridge.accounts.review_page import review_page
from greenbridge.accounts.reviews import Decision
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.credit import queries, reports, sites
from greenbridge.suppliers.credit.forms import ReportForm

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
