"""The page where documents come in one by one, for those who look after the library."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts.access import SignedIn
from greenbridge.accounts.paging import paged
from greenbridge.core.errors import RuleBroken
from greenbridge.library import queries as reading
from greenbridge.library import services as library
from greenbridge.library.access import keepers_only
from greenbridge.library.intake import correcting, originals, queries, services
from greenbridge.library.intake.forms import (
    CorrectionForm,
    DecisionForm,
    DocumentForm,
    FactsForm,
    PublishForm,
    SetAsideForm,
)
from greenbridge.library.intake.warnings import of_units
from greenbridge.library.models import Correction, Version
from greenbridge.library.structure.rules import split


@keepers_only
def documents(request: SignedIn) -> HttpResponse:
    """What waits or is doubtful, and the form for one more document."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            sent = form.cleaned_data["file"]
            version = services.receive(form.document(), form.given(request.user), sent)
        except RuleBroken as refusal:
            form.add_error("text" if form.cleaned_data["text"] else "file", str(refusal))
        else:
            if sent and sent.only_to_read:
                messages.warning(request, originals.NOT_KEPT.format(name=sent.name))
            return redirect("intake:record", version.pk)
    shown = request.GET.get("show", "")
    shown = shown if shown in queries.SHOWN else ""
    context = {"title": "法规收录", "form": form, "parts": queries.SHOWN.items(), "shown": shown}
    begins = f"?show={shown}&" if shown else "?"
    return render(
        request, "library/intake/list.html", context | paged(request, queries.versions(shown), begins=begins)
    )


@require_safe
@keepers_only
def record(request: SignedIn, pk: int) -> HttpResponse:
    """One text: what was read of it, what is doubtful, how it was split, what changed."""
    version = _version(pk)
    return _record(request, version, PublishForm(None, version=version))


def _version(pk: int) -> Version:
    return get_object_or_404(Version.objects.select_related("work__region"), pk=pk)


def _record(request: SignedIn, version: Version, form: PublishForm) -> HttpResponse:
    context = {
        "title": version.title,
        "version": version,
        "work": version.work,
        "look": queries.look(version),
        "clauses": reading.all_clauses(version),
        "is_held": version.standing == Version.Standing.HELD,
        "is_aside": version.standing == Version.Standing.ASIDE,
        "form": form,
    }
    return render(request, "library/intake/record.html", context)


@keepers_only
def facts(request: SignedIn, pk: int) -> HttpResponse:
    """Correct what was read of a text that is held."""
    version = get_object_or_404(queries.held(), pk=pk)
    form = FactsForm(request.POST or None, version=version)
    if form.is_valid():
        try:
            services.revise(version, form.facts(version), by=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "收录信息已更正。")
            return redirect("intake:record", version.pk)
    return _form(request, version, form, title="更正收录信息", button="保存")


@require_POST
@keepers_only
def publish(request: SignedIn, pk: int) -> HttpResponse:
    """Make a text public; whoever does so over open doubts says that they looked at them."""
    version = _version(pk)
    form = PublishForm(request.POST, version=version)
    if not version.is_public and not form.is_valid():
        return _record(request, version, form)
    try:
        library.publish(version, actor=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("intake:record", version.pk)
    messages.success(request, f"《{version.title}》已发布。")
    return redirect(version)


@require_POST
@keepers_only
def check(request: SignedIn, pk: int) -> HttpResponse:
    """Say of a public text that what is doubtful about it was looked at."""
    version = get_object_or_404(Version.objects.published().select_related("work"), pk=pk)
    form = PublishForm(request.POST, version=version)
    if not form.is_valid():
        return _record(request, version, form)
    library.check(version, actor=request.user)
    messages.success(request, "已记下核对，提示不再列出。")
    return redirect("intake:record", version.pk)


@keepers_only
def set_aside(request: SignedIn, pk: int) -> HttpResponse:
    """Say why a text is not published."""
    version = get_object_or_404(queries.held(), pk=pk)
    form = SetAsideForm(request.POST or None)
    if form.is_valid():
        try:
            services.set_aside(version, by=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已退回，理由随文本保留。")
            return redirect("intake:record", version.pk)
    return _form(request, version, form, title="退回收录的文本", button="退回")


@require_POST
@keepers_only
def take_up(request: SignedIn, pk: int) -> HttpResponse:
    version = _version(pk)
    try:
        services.take_up(version, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已取回，列入待校对。")
    return redirect("intake:record", version.pk)


@keepers_only
def correct(request: SignedIn, pk: int) -> HttpResponse:
    """Hand in the right words of a published text."""
    version = get_object_or_404(Version.objects.published(), pk=pk)
    form = CorrectionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            row = correcting.propose(
                version, form.document(), reason=form.cleaned_data["reason"], by=request.user
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "更正已送审，由另一位编辑审核。")
            return redirect(row)
    return _form(request, version, form, title="更正已发布的文本", button="送审")


@keepers_only
def correction(request: SignedIn, pk: int) -> HttpResponse:
    """What a correction changes, and another editor's word on it."""
    row = get_object_or_404(Correction.objects.select_related("version", "proposed_by", "decided_by"), pk=pk)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            if form.cleaned_data["outcome"] == Correction.Outcome.APPROVED:
                correcting.approve(row, by=request.user)
            else:
                correcting.refuse(row, by=request.user, note=form.cleaned_data["note"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "审核结果已记录。")
            return redirect(row)
    context = {
        "title": f"更正：{row.version.title}",
        "row": row,
        "form": form,
        "changes": queries.changes_of(row),
        "warnings": of_units(split(row.text)),
    }
    return render(request, "library/intake/correction.html", context)


def _form(request: SignedIn, version: Version, form: Form, *, title: str, button: str) -> HttpResponse:
    context = {"title": title, "version": version, "form": form, "button": button}
    return render(request, "library/intake/form.html", context)
