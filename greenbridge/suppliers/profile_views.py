"""The pages of import profiles: all of them, and one to read and change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts.access import SignedIn, staff_list_only
from greenbridge.accounts.exports import Table, handed_out_as, is_asked
from greenbridge.suppliers.imports import profiles as services
from greenbridge.suppliers.imports.forms import ProfileForm
from greenbridge.suppliers.models import ImportProfile

PROFILES = Table[ImportProfile](
    "名单方案",
    (
        ("名单", str, 34),
        ("公布机关", lambda row: row.authority, 30),
        ("省份", lambda row: row.province or "不限", 14),
        ("应有的资质", lambda row: row.credential_kind or "不限", 34),
        ("默认业务类型", lambda row: "、".join(map(str, row.service_types.all())) or "无", 34),
        ("列对应", lambda row: "；".join(f"{name}={field}" for name, field in row.columns.items()), 50),
        ("名单日期", lambda row: row.get_date_rule_display(), 30),
    ),
)


@staff_list_only
def profiles(request: SignedIn) -> HttpResponse:
    """All profiles, and the form for another one."""
    if is_asked(request):
        rows = ImportProfile.objects.select_related("credential_kind", "province")
        return handed_out_as(PROFILES, request, rows.prefetch_related("service_types"))
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
