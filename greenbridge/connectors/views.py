"""The pages of operators: how the sources fare, how each is read, and a notice by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts import exports
from greenbridge.accounts.access import SignedIn, operator_only
from greenbridge.accounts.paging import listed
from greenbridge.connectors import queries, services, trying
from greenbridge.connectors.forms import FileForm, PasteForm, SettingsForm
from greenbridge.connectors.models import Difference, Run, Snapshot, Source
from greenbridge.core.errors import RuleBroken

TRY = "try"
DIFFERENCES = exports.Table[Difference](
    "官方来源差异报告",
    (
        ("差异", lambda row: row.get_kind_display(), 14),
        ("名称", lambda row: row.version.title, 50),
        ("文号或标准号", lambda row: row.version.number, 22),
        ("公布日期", lambda row: exports.day(row.version.promulgated_on), 14),
        ("各项（此前或本平台 → 来源）", lambda row: row.words, 60),
        ("原文网址", lambda row: row.address, 40),
        ("时间", lambda row: exports.day(row.at), 14),
    ),
)


@require_safe
@operator_only
def sources(request: SignedIn) -> HttpResponse:
    """All sources: last success, lag, errors, items, drift."""
    return render(request, "connectors/list.html", {"groups": queries.grouped(), "title": "官方来源"})


@require_safe
@operator_only
def source(request: SignedIn, code: str) -> HttpResponse:
    """One source: its runs, who changed how it is read, and where it differs from the library."""
    shown = get_object_or_404(Source, name=code)
    standing = shown.statements.comparable().filter(differs=True)
    context = {
        "source": shown,
        "status": queries.status(shown),
        "figures": Run.FIGURES.values(),
        "runs": shown.runs.all()[: queries.RUNS_SHOWN],
        "changes": shown.changes.select_related("by")[: queries.RUNS_SHOWN],
        "standing": standing[: queries.RUNS_SHOWN],
        "more_standing": max(standing.count() - queries.RUNS_SHOWN, 0),
        "differences": queries.latest_differences(shown),
        "title": str(shown),
    }
    return render(request, "connectors/source.html", context)


@require_safe
@operator_only
def differences(request: SignedIn, code: str) -> HttpResponse:
    """What the visits to a source found otherwise than the library has it: a page, or a table to take along."""
    shown, kind = get_object_or_404(Source, name=code), request.GET.get("kind", "")
    return listed(
        request,
        "connectors/differences.html",
        queries.differences(shown, kind),
        DIFFERENCES,
        begins=f"?kind={kind}&" if kind in Difference.Kind.values else "?",
        conditions=[str(shown), *([Difference.Kind(kind).label] if kind in Difference.Kind.values else [])],
        source=shown,
        kind=kind,
        kinds=queries.kinds_of_differences(shown),
        title=f"差异报告：{shown}",
    )


@operator_only
def settings(request: SignedIn, code: str) -> HttpResponse:
    """How a source is read; tried on a stored page before it is saved."""
    shown = get_object_or_404(Source, name=code)
    form, trial = SettingsForm(request.POST or None, source=shown), None
    if form.is_valid() and TRY in request.POST:
        trial = _tried(form, shown)
    elif form.is_valid() and _saved(request, form, shown):
        return redirect(shown)
    context = {"form": form, "source": shown, "trial": trial, "title": f"读取设置：{shown}"}
    return render(request, "connectors/settings.html", context)


def _tried(form: SettingsForm, shown: Source) -> trying.Trial | None:
    page = Snapshot.objects.filter(source=shown, pk=int(form.cleaned_data["snapshot"] or 0)).first()
    if page is None:
        form.add_error("snapshot", "请选择一个留存的网页。还没有的话，请先取回一次。")
        return None
    return trying.tried(shown, page, form.cleaned_data["settings"])


def _saved(request: SignedIn, form: SettingsForm, shown: Source) -> bool:
    facts = form.cleaned_data
    if not facts["reason"]:
        form.add_error("reason", "请填写修改理由。")
        return False
    try:
        services.change(
            shown, by=request.user, reason=facts["reason"], version=facts["version"], **form.facts()
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"“{shown}”的设置已保存，下次取回时使用。")
    return True


@require_POST
@operator_only
def sync(request: SignedIn, code: str) -> HttpResponse:
    shown = get_object_or_404(Source, name=code)
    try:
        services.ask_for_visit(shown, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{shown}”将在几分钟内开始取回，请稍后刷新本页。")
    return redirect(shown)


@operator_only
def file(request: SignedIn, code: str) -> HttpResponse:
    """A list that a person got from the site."""
    shown = get_object_or_404(Source, name=code)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.bring(shown, form.cleaned_data["file"], by=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "清单已收下，几分钟内开始读取，请稍后刷新本页。")
            return redirect(shown)
    return render(request, "connectors/file.html", {"form": form, "source": shown, "title": "上传公告清单"})


@operator_only
def paste(request: SignedIn, code: str) -> HttpResponse:
    """One notice by hand."""
    shown = get_object_or_404(Source, name=code)
    form = PasteForm(request.POST or None)
    if form.is_valid():
        words = {**form.cleaned_data}
        try:
            received = services.paste(shown, by=request.user, text=words.pop("text"), words=words)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            waits = "，等待协会确认是否与环境服务有关" if received.waits else ""
            messages.success(request, f"公告已收下，项目编号 {received.project}{waits}。")
            return redirect("connectors:paste", code)
    return render(request, "connectors/paste.html", {"form": form, "source": shown, "title": "录入公告"})
