"""The pages of an import: list and upload, columns, preview, progress, result."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts import exports
from greenbridge.accounts.access import SignedIn, ask_again, freshly_confirmed, officer_only, staff_list_only
from greenbridge.accounts.bulk_page import Page, bulk_page
from greenbridge.accounts.desk import Task
from greenbridge.accounts.exports import day
from greenbridge.accounts.paging import ROWS_A_PAGE, listed, paged
from greenbridge.audit import services as audit
from greenbridge.core import sheets
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.suppliers import bulk, queries
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.imports import difference, report, services, undoing
from greenbridge.suppliers.imports.forms import GoneForm, ListForm, MappingForm
from greenbridge.suppliers.models import ImportRun, Sighting
from greenbridge.suppliers.papers.queries import differing_on

STEPS = ("选择文件", "对应列", "核对", "导入")
Status = ImportRun.Status
GONE = exports.Table[Sighting](
    "名单核实",
    (
        *of_body(lambda row: row.supplier),
        ("名单", lambda row: row.source, 30),
        ("不再出现", lambda row: day(row.gone_since), 18),
    ),
)
RUNS = exports.Table[ImportRun](
    "名单导入",
    (
        ("名单", lambda row: row.source, 36),
        ("名单日期", lambda row: day(row.listed_on), 18),
        ("开始时间", lambda row: day(row.started_at), 18),
        ("导入人", lambda row: row.started_by or "命令", 14),
        ("状态", lambda row: row.get_status_display(), 12),
        ("总行数", lambda row: row.rows, 10),
        ("新增", lambda row: row.created, 10),
        ("更新", lambda row: row.updated, 10),
        ("待核对", lambda row: row.flagged, 10),
        ("未导入", lambda row: row.refused, 10),
    ),
)


@staff_list_only
def list_runs(request: SignedIn) -> HttpResponse:
    """What was imported, and the form for the next list."""
    form = ListForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            run = services.start(
                facts["file"],
                source=facts["source"],
                profile=facts["profile"],
                listed_on=facts["listed_on"],
                by=request.user,
            )
        except RuleBroken as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("imports:mapping", run.pk)
    rows = ImportRun.objects.select_related("started_by", "file")
    return listed(request, "suppliers/imports/list.html", rows, RUNS, form=form)


@staff_list_only
def run(request: SignedIn, pk: int) -> HttpResponse:
    """The progress while it is under way, then the result; asked again every second by the progress itself."""
    run = _run(pk)
    is_under_way = run.status in services.UNDER_WAY
    if request.headers.get("HX-Request") and not is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.headers.get("HX-Request"):
        return render(request, "suppliers/imports/_progress.html", {"run": run})
    if run.status == Status.MAPPING:
        return redirect("imports:mapping", pk)
    if run.status == Status.PREVIEW:
        return redirect("imports:preview", pk)
    context = {
        "run": run,
        "is_under_way": is_under_way,
        "steps": _steps(2 if run.status == Status.CHECKING else 3),
        "kinds": difference.counts(run),
        "disputed": 0 if is_under_way else differing_on(run.source),
        "may_undo": run.status in undoing.UNDOABLE and run.mapping.get("confirmed") and run.rows_done,
        "kept": run.entries.exclude(kept="")[:ROWS_A_PAGE],
        **paged(request, run.issues.all()),
    }
    return render(request, "suppliers/imports/run.html", context)


@staff_list_only
def mapping(request: SignedIn, pk: int) -> HttpResponse:
    run = _run(pk)
    if run.status not in {Status.MAPPING, Status.PREVIEW}:
        return redirect("imports:run", pk)
    form = MappingForm(request.POST or None, run=run)
    if form.is_valid():
        try:
            services.set_mapping(run, form.chosen, by=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("imports:run", pk)
    return render(request, "suppliers/imports/mapping.html", {"run": run, "form": form, "steps": _steps(1)})


@require_safe
@staff_list_only
def preview(request: SignedIn, pk: int) -> HttpResponse:
    run = _run(pk)
    if run.status != Status.PREVIEW:
        return redirect("imports:run", pk)
    context = {
        "run": run,
        "good": run.rows - run.refused,
        "steps": _steps(2),
        "kinds": difference.counts(run),
        **paged(request, run.issues.all()),
    }
    return render(request, "suppliers/imports/preview.html", context)


@require_POST
@staff_list_only
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    return _step(request, pk, services.confirm, "导入已开始，可以离开本页，稍后再回来查看。")


@require_POST
@staff_list_only
def stop(request: SignedIn, pk: int) -> HttpResponse:
    return _step(request, pk, services.stop, "导入已取消，已写入的行都已保留。")


@require_POST
@staff_list_only
def resume(request: SignedIn, pk: int) -> HttpResponse:
    return _step(request, pk, services.resume, "导入已继续。")


@require_POST
@staff_list_only
def undo(request: SignedIn, pk: int) -> HttpResponse:
    return _step(request, pk, undoing.undo, "正在撤销这次导入，之后有人改动过的内容会保留。")


@require_safe
@staff_list_only
def compare(request: SignedIn, pk: int) -> HttpResponse:
    """How the list differs from the one before it: a page, or a file with ``?format=xlsx`` or ``csv``."""
    run, kind = _run(pk), request.GET.get("kind", "")
    kind = kind if kind in difference.SHOWN else ""
    rows = difference.shown(run, kind)
    if (form := request.GET.get("format")) in {"xlsx", "csv"}:
        ask_again(request)
        return _difference_file(request, run, rows, form)
    pages = paged(request, rows, begins=f"?kind={kind}&" if kind else "?")
    context = {"run": run, "kind": kind, "kinds": difference.counts(run), **pages}
    return render(request, "suppliers/imports/difference.html", context)


def _difference_file(request: SignedIn, run: ImportRun, rows: Any, form: str) -> HttpResponse:
    sheet = report.difference_sheet(rows)
    with transaction.atomic():
        audit.record("suppliers.import_difference_downloaded", actor=request.user, target=run)
    content = sheets.workbook([sheet]) if form == "xlsx" else b"".join(sheets.comma_separated(sheet))
    return exports.download(content, report.difference_file_name(run, form))


@require_safe
@officer_only
def gone(request: SignedIn) -> HttpResponse:
    """Bodies that a later list does not have any more, until somebody has looked into each."""
    return listed(request, "suppliers/imports/gone.html", queries.gone_from_lists(request.user), GONE)


SEVERAL_GONE = Page(
    queue="gone",
    title="名单核实",
    lead="适合核实到的情况相同的单位，例如同一份名单上一起注销的。",
    task=lambda sighting: Task(
        kind=sighting.source,
        title=str(sighting.supplier),
        url=sighting.supplier.get_absolute_url(),
        region=sighting.supplier.organisation.region.local_name,
    ),
    form=GoneForm,
    reasons=lambda form: str(form.cleaned_data["note"]),
    most=200,
    each="每家各自留下记录",
    told="已记录。",
)


@officer_only
def gone_bulk(request: SignedIn) -> HttpResponse:
    """The same written down of several."""
    return bulk_page(request, SEVERAL_GONE, bulk.gone(request.user))


@require_POST
@officer_only
def settle(request: SignedIn, pk: int) -> HttpResponse:
    sighting = get_object_or_404(queries.gone_from_lists(request.user), pk=pk)
    with told(request, f"已记录“{sighting.supplier}”的核实情况。"):
        services.settle_gone(sighting, note=request.POST.get("note", ""), by=request.user)
    return redirect("imports:gone")


def _step(request: SignedIn, pk: int, service: Callable[..., ImportRun], done: str) -> HttpResponse:
    with told(request, done):
        service(_run(pk), by=request.user)
    return redirect("imports:run", pk)


@require_safe
@staff_list_only
@freshly_confirmed
def issues(request: SignedIn, pk: int) -> HttpResponse:
    run = _run(pk)
    sheet = report.issues_sheet(run)
    with transaction.atomic():
        audit.record("suppliers.import_issues_downloaded", actor=request.user, target=run)
    return exports.download(sheet, report.file_name(run))


def _run(pk: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.select_related("file", "started_by"), pk=pk)


def _steps(current: int) -> list[tuple[str, str]]:
    return [
        (label, "done" if number < current else "current" if number == current else "todo")
        for number, label in enumerate(STEPS)
    ]
