"""The pages of import profiles: all of them, and one to read and change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts.access import SignedIn, staff_list_only
from greenbridge.suppliers.imports import profiles as services
from greenbridge.suppliers.imports.forms import ProfileForm
from greenbridge.suppliers.models import ImportProfile


@staff_list_only
def profiles(request: SignedIn) -> HttpResponse:
    """All profiles, and the form for another one."""
    return _edit(request, ImportProfile(), "suppliers/imports/profiles.html")


@staff_list_only
def profile(request: SignedIn, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(ImportProfile, pk=pk), "suppliers/imports/profile.html")


def _edit(request: SignedIn, profile: ImportProfile, template: str) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=profile)
    if form.is_valid():
        types = list(form.cleaned_data["service_types"])
        services.save(form.save(commit=False), service_types=types, by=request.user)
        messages.success(request, f"名单方案“{profile}”已保存，下次导入时使用。")
        return redirect("imports:profiles")
    rows = ImportProfile.objects.select_related("credential_kind", "province")
    return render(request, template, {"form": form, "profile": profile, "rows": rows})
