"""系统状态: for the system administrator alone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts.access import SignedIn, freshly_confirmed, system_admin_only
from greenbridge.core.errors import RuleBroken
from greenbridge.operations.system import queries, services
from greenbridge.reference.models import OpeningPhase


@require_safe
@system_admin_only
def system(request: SignedIn) -> HttpResponse:
    context = {
        "sections": queries.sections(),
        "jobs": queries.job_lines(),
        "phases": OpeningPhase.objects.all(),
    }
    return render(request, "operations/system/page.html", context)


@require_POST
@system_admin_only
@freshly_confirmed
def run_job(request: SignedIn) -> HttpResponse:
    try:
        label = services.run_now(request.POST.get("job", ""), by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{label}”已交给后台执行，请稍后刷新本页查看结果。")
    return redirect("operations:system")
