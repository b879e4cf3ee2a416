"""The page where documents come in one by one, for those who look after the library."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts.access import SignedIn
from greenbridge.accounts.paging import paged
from greenbridge.core.errors import RuleBroken
from greenbridge.library import queries as reading
from greenbridge.library import services as library
from greenbridge.library.access import keepers_only
from greenbridge.library.intake import queries, services
from greenbridge.library.intake.forms import DocumentForm, FactsForm, PublishForm
from greenbridge.library.models import Version


@keepers_only
def documents(request: SignedIn) -> HttpResponse:
    """What waits or is doubtful, and the form for one more document."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            version = services.receive(form.document(), form.given(request.user))
        except RuleBroken as refusal:
            form.add_error("text" if form.cleaned_data["text"] else "file", str(refusal))
        else:
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
    context = {"title": "更正收录信息", "version": version, "form": form}
    return render(request, "library/intake/facts.html", context)


@require_POST
@keepers_only
def publish(request: SignedIn, pk: int) -> HttpResponse:
    """Make a text public; whoever does so over open doubts says that they looked at them."""
    version = _version(pk)
    form = PublishForm(request.POST, version=version)
    if not version.is_public and not form.is_valid():
        return _record(request, version, form)
    library.publish(version, actor=request.user)
    messages.success(request, f"《{version.title}》已发布。")
    return redirect(version)
