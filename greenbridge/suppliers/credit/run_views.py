"""The pages of credit records that are handed over: upload, preview, result, what was not taken over."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts import exports
from greenbridge.accounts.access import SignedIn, freshly_confirmed, staff_list_only
from greenbridge.accounts.paging import listed, paged
from greenbridge.audit import services as audit
from greenbridge.core import clock, sheets
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.suppliers.credit import runs as services
from greenbridge.suppliers.credit.forms import HandoverForm
from greenbridge.suppliers.imports.credit import Fault
from greenbridge.suppliers.models import CreditRun

RUNS = exports.Table[CreditRun](
    "信用信息导入",
    (
        ("来源", lambda row: row.source or "信用信息", 30),
        ("交付日期", lambda row: exports.day(row.handed_at), 18),
        ("开始时间", lambda row: exports.day(row.started_at), 18),
        ("导入人", lambda row: row.started_by or "命令", 14),
        ("状态", lambda row: row.get_status_display(), 12),
        ("记录数", lambda row: row.rows, 10),
        ("新增", lambda row: row.created, 10),
        ("变更", lambda row: row.changed, 10),
        ("未变", lambda row: row.same, 10),
        ("名录外单位", lambda row: row.unknown, 12),
        ("未导入", lambda row: row.refused, 10),
    ),
)
FAULT_HEADERS = ("第几条", "字段", "内容", "原因和处理办法")
FAULT_WIDTHS = (10, 22, 36, 70)


@staff_list_only
def runs(request: SignedIn) -> HttpResponse:
    """What was handed over, and the form for the next file."""
    form = HandoverForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            run = services.start(
                facts["file"], source=facts["source"], handed_on=facts["handed_on"], by=request.user
            )
        except RuleBroken as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("imports:credit_run", run.pk)
    rows = CreditRun.objects.select_related("started_by").defer("faults", "sample")
    most = f"{services.MOST_RECORDS:,}"
    return listed(request, "suppliers/credit/runs.html", rows, RUNS, form=form, most=most)


@require_safe
@staff_list_only
def run(request: SignedIn, pk: int) -> HttpResponse:
    """What the file would bring, or what it brought."""
    row = _run(pk)
    context = {
        "run": row,
        "may_undo": row.status == CreditRun.Status.DONE and row.entries.exists(),
        **paged(request, row.faults),
    }
    return render(request, "suppliers/credit/run.html", context)


@require_POST
@staff_list_only
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    return _step(request, pk, services.confirm, "导入已完成，信用记录已写在机构页上。")


@require_POST
@staff_list_only
def stop(request: SignedIn, pk: int) -> HttpResponse:
    return _step(request, pk, services.stop, "导入已取消，没有写入任何记录。")


@require_POST
@staff_list_only
def undo(request: SignedIn, pk: int) -> HttpResponse:
    return _step(request, pk, services.undo, "这次导入已撤销。")


@require_safe
@staff_list_only
@freshly_confirmed
def faults(request: SignedIn, pk: int) -> HttpResponse:
    """The records that were not taken over, as a spreadsheet."""
    row = _run(pk)
    lines = [tuple(fault[name] for name in Fault._fields) for fault in row.faults]
    sheet = sheets.workbook([sheets.Sheet("未导入的记录", FAULT_HEADERS, lines, FAULT_WIDTHS)])
    with transaction.atomic():
        audit.record("suppliers.credit_faults_downloaded", actor=request.user, target=row)
    name = f"{row.source or '信用信息'}-未导入的记录-{clock.local(row.started_at):%Y-%m-%d}.xlsx"
    return exports.download(sheet, name)


def _step(request: SignedIn, pk: int, service: Callable[..., CreditRun], done: str) -> HttpResponse:
    with told(request, done):
        service(_run(pk), by=request.user)
    return redirect("imports:credit_run", pk)


def _run(pk: int) -> CreditRun:
    return get_object_or_404(CreditRun.objects.select_related("file", "started_by"), pk=pk)
