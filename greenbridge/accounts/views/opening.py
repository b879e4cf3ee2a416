"""Opening phases: the operator's page, and the page of who waits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts import services
from greenbridge.accounts.access import SignedIn, operator_only, signed_in
from greenbridge.accounts.forms import OpeningForm
from greenbridge.accounts.models import WaitingBuyer
from greenbridge.accounts.opening import preview
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.reference.models import OpeningPhase
from greenbridge.reference.services import move_opening


@operator_only
def opening(request: SignedIn) -> HttpResponse:
    """The phases, whom the chosen one would make eligible, and its day: first shown, then confirmed."""
    phases = list(OpeningPhase.objects.prefetch_related("regions"))
    following = next((phase for phase in phases if not phase.is_open(clock.today())), None)
    asked = request.POST or request.GET or None
    form = OpeningForm(asked, initial={"phase": following})
    chosen = following
    if form.is_valid():
        chosen = form.cleaned_data["phase"]
        if request.method == "POST":
            try:
                move_opening(chosen, form.cleaned_data["opens_on"], by=request.user)
            except RuleBroken as refusal:
                form.add_error("opens_on", str(refusal))
            else:
                messages.success(request, f"“{chosen}”的开放日期已更新，等候的人会在当天收到通知。")
                return redirect("accounts:opening")
    context = {
        "phases": phases,
        "form": form,
        "preview": preview(chosen) if chosen else None,
        "asks": bool(asked) and form.is_valid(),
    }
    return render(request, "accounts/opening.html", context)


@signed_in
def waiting(request: SignedIn) -> HttpResponse:
    """What was kept for the day on which my region opens; to be taken back."""
    mine = get_object_or_404(WaitingBuyer.objects.select_related("region"), user=request.user)
    if request.method == "POST":
        services.stop_waiting(request.user)
        messages.success(request, "已取消开放通知，保存的内容已删除。")
        return redirect("portal:desk")
    return render(request, "accounts/waiting.html", {"waiting": mine})
