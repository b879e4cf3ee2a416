"""The page on which a body confirms its key facts, and what officers see of those who have not."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts import contacts
from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, officer_only
from greenbridge.accounts.exports import Table, day, handed_out_as, is_asked
from greenbridge.accounts.paging import paged
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.confirmation import queries, services
from greenbridge.suppliers.confirmation.forms import LateForm, WithdrawLateForm
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.services import profile_of
from greenbridge.suppliers.suspension.queries import in_province_of

UNCONFIRMED = Table[Any](
    "年度确认",
    (
        *of_body(lambda row: row.supplier),
        ("业务联系人", lambda row: row.supplier.contact_name, 16),
        ("联系电话", lambda row: row.supplier.contact_phone, 22),
        ("确认期限", lambda row: day(row.due_on), 18),
        ("可以提醒的成员", lambda row: "有" if row.has_people else "没有", 18),
    ),
)


@for_side("supplier")
def confirm(request: ForOrganisation) -> HttpResponse:
    """The key facts on one page: true as they stand, or to be changed first."""
    supplier = profile_of(request.organisation)
    refusal = ""
    if request.method == "POST":
        try:
            services.confirm(supplier, by=request.user, version=request.POST.get("version", ""))
        except RuleBroken as broken:
            refusal = str(broken)
        else:
            messages.success(request, "已确认信息属实，机构页会写明确认日期。")
            return redirect("suppliers:mine")
    context = {
        "supplier": supplier,
        "facts": queries.key_facts(supplier),
        "asked": queries.open_of(supplier),
        "latest": queries.latest_of(supplier),
        "late_reports": queries.late_reports(supplier),
        "refusal": refusal,
    }
    return render(request, "suppliers/confirmation/confirm.html", context)


@officer_only
def unconfirmed(request: SignedIn) -> HttpResponse:
    """Bodies of the officer's province that have not confirmed for over a year, and those that nobody can remind."""
    rows = queries.unconfirmed(request.user)
    if is_asked(request):
        return handed_out_as(UNCONFIRMED, request, rows)
    context = paged(request, rows)
    shown = list(context["rows"])
    context["rows"] = list(zip(shown, contacts.on("unconfirmed", shown, request.user), strict=True))
    return render(request, "suppliers/confirmation/unconfirmed.html", context)


@officer_only
def late(request: SignedIn, code: str) -> HttpResponse:
    """Note that a body reported a change too late."""
    supplier = get_object_or_404(in_province_of(request.user), organisation__credit_code=code)
    form = LateForm(request.POST or None, initial={"reported_on": clock.today()})
    if form.is_valid():
        try:
            services.record_late(supplier, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "逾期申报已记录，机构会收到消息。")
            return redirect(supplier)
    context = {"form": form, "supplier": supplier, "late_reports": queries.late_reports(supplier)}
    return render(request, "suppliers/confirmation/late.html", context)


@officer_only
def withdraw_late(request: SignedIn, pk: int) -> HttpResponse:
    """Take back what was noted wrongly."""
    row = get_object_or_404(queries.late_reports_for(request.user), pk=pk)
    form = WithdrawLateForm(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw_late(row, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "逾期申报的记录已撤回，机构会收到消息。")
            return redirect("suppliers:late", code=row.supplier.code)
    context = {"form": form, "late_report": row, "supplier": row.supplier}
    return render(request, "suppliers/confirmation/withdraw_late.html", context)
