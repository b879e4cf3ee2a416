"""The pages of the trail. Only the audit administrator finds them."""

from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts import logins
from greenbridge.accounts.access import SignedIn, audit_admin_only, freshly_confirmed
from greenbridge.audit.models import AuditRecord
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.files.rules import CONTENT_TYPES
from greenbridge.operations.models import TrailExport
from greenbridge.operations.trail import masking, queries, services
from greenbridge.operations.trail.actions import label
from greenbridge.operations.trail.forms import ExportForm, TrailForm


@require_safe
@audit_admin_only
def trail(request: SignedIn) -> HttpResponse:
    """The list with its filters, and what the last verification found."""
    form = TrailForm(request.GET)
    asked = form.asked() if form.is_valid() else {}
    start = request.GET.get("start", "")
    if form.is_valid():
        services.note_search(asked, by=request.user, start=start)
    page = queries.page(queries.traces(asked), start) if form.is_valid() else queries.TrailPage([], "")
    context = {
        "form": form,
        "rows": [
            (
                trace,
                masking.without_contacts(trace.actor_name),
                label(trace.action),
                masking.without_contacts(trace.target_name or trace.note),
            )
            for trace in page.rows
        ],
        "older_url": "?" + urlencode(asked | {"start": page.older}) if page.older else "",
        "newest_url": "?" + urlencode(asked) if start else "",
        "asked": urlencode(asked),
        "check": queries.latest_check(),
    }
    return render(request, "operations/trail/list.html", context)


@require_safe
@audit_admin_only
def trace(request: SignedIn, pk: int) -> HttpResponse:
    """One trace with what was before and after."""
    found = get_object_or_404(AuditRecord.objects.select_related("actor"), pk=pk)
    services.note_opened(found, by=request.user)
    who = masking.without_contacts(found.actor_name)
    pairs = [
        ("操作人", who),
        (
            "登录账号",
            logins.masked(found.actor.email or found.actor.mobile or "") if found.actor else "系统自动",
        ),
        ("来源地址", found.address or "不是从网络来的"),
        ("对象", masking.without_contacts(found.target_name) or "无"),
        ("对象类型和编号", f"{found.target_kind} {found.target_id}".strip() or "无"),
        ("记录编号", f"{found.id}（通道 {found.lane}，第 {found.place} 条）"),
    ]
    context = {
        "trace": found,
        "who": who,
        "note": masking.without_contacts(found.note),
        "label": label(found.action),
        "changes": queries.changes(found),
        "pairs": pairs,
    }
    return render(request, "operations/trail/record.html", context)


@audit_admin_only
@freshly_confirmed
def export(request: SignedIn) -> HttpResponse:
    """Ask what for, then hand out what the filters in the address find. How many there are is an answer too."""
    filters = TrailForm(request.GET)
    if not filters.is_valid():
        return redirect(f"{reverse('operations:trail')}?{request.GET.urlencode()}")
    asked = filters.asked()
    count = queries.traces(asked).count()
    form = ExportForm(request.POST or None, too_many=services.too_many_for_a_workbook(count))
    if form.is_valid():
        try:
            made = services.export(asked, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("operations:trail_file", made.mark)
    services.note_search(asked, by=request.user, page="导出操作记录")
    named = [(str(filters.fields[name].label), value) for name, value in asked.items()]
    context = {
        "form": form,
        "filters": [(name, label(value)) for name, value in named],
        "count": count,
        "back": urlencode(asked),
    }
    return render(request, "operations/trail/export.html", context)


@require_safe
@audit_admin_only
@freshly_confirmed
def trail_file(request: SignedIn, mark: str) -> HttpResponseBase:
    made = get_object_or_404(TrailExport, mark=mark, by=request.user)
    pieces = services.download(made, by=request.user)
    disposition = content_disposition_header(as_attachment=True, filename=services.file_name(made))
    headers = {"Content-Disposition": disposition or "", "Cache-Control": "no-store, private"}
    return StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[made.kind], headers=headers)


@require_POST
@audit_admin_only
def check(request: SignedIn) -> HttpResponse:
    with told(request, "校验已开始，一百万条记录约需十几秒，请稍后刷新本页查看结果。"):
        services.ask_check(by=request.user)
    return redirect("operations:trail")
