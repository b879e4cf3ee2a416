"""The pages of an import: list and upload, columns, preview, progress, result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts.access import SignedIn, freshly_confirmed, staff_list_only
from greenbridge.audit import services as audit
from greenbridge.core.errors import RuleBroken
from greenbridge.files.rules import CONTENT_TYPES
from greenbridge.suppliers.imports import report, services
from greenbridge.suppliers.imports.forms import ListForm, MappingForm
from greenbridge.suppliers.models import ImportRun

ROWS_A_PAGE = 50
STEPS = ("选择文件", "对应列", "核对", "导入")
Status = ImportRun.Status


@dataclass(frozen=True)
class Pager:
    """What ui/_pager.html expects."""

    page: Page[Any]

    @property
    def number(self) -> int:
        return self.page.number

    @property
    def total_pages(self) -> int:
        return self.page.paginator.num_pages

    @property
    def previous_url(self) -> str:
        return f"?page={self.page.previous_page_number()}" if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return f"?page={self.page.next_page_number()}" if self.page.has_next() else ""


@staff_list_only
def list_runs(request: SignedIn) -> HttpResponse:
    form = ListForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            run = services.start(
                facts["file"], source=facts["source"], listed_on=facts["listed_on"], by=request.user
            )
        except RuleBroken as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("imports:mapping", run.pk)
    page = _page(request, ImportRun.objects.select_related("started_by", "file"))
    return render(request, "suppliers/imports/list.html", {"form": form, **page})


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
        "steps": _steps(3),
        **_page(request, run.issues.all()),
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
        **_page(request, run.issues.all()),
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


def _step(request: SignedIn, pk: int, service: Callable[..., ImportRun], done: str) -> HttpResponse:
    try:
        service(_run(pk), by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("imports:run", pk)


@require_safe
@staff_list_only
@freshly_confirmed
def issues(request: SignedIn, pk: int) -> HttpResponse:
    run = _run(pk)
    sheet = report.issues_sheet(run)
    with transaction.atomic():
        audit.record("suppliers.import_issues_downloaded", actor=request.user, target=run)
    disposition = content_disposition_header(as_attachment=True, filename=report.file_name(run))
    return HttpResponse(
        sheet, content_type=CONTENT_TYPES["xlsx"], headers={"Content-Disposition": disposition or ""}
    )


def _run(pk: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.select_related("file", "started_by"), pk=pk)


def _page(request: HttpRequest, rows: Any) -> dict[str, Any]:
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {"rows": page.object_list, "pager": Pager(page)}


def _steps(current: int) -> list[tuple[str, str]]:
    return [
        (label, "done" if number < current else "current" if number == current else "todo")
        for number, label in enumerate(STEPS)
    ]
