"""The pages of the calendar: a look without an account, one's own company's, and the table of all duties."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, person_of, signed_in
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.library.duties import along, queries, services
from greenbridge.library.duties.forms import ProfileForm, asking_for, initial_of, stated_in
from greenbridge.library.models import ComplianceProfile, Duty

SECTION = {"section": "library"}


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar of one's company; a company that has said nothing of itself is asked, everybody else may have a look."""
    person = person_of(request)
    body = person.organisation if person else None
    if body is None or not body.is_buyer:
        return render(request, "library/duties/look.html", {"form": ProfileForm()} | SECTION)
    profile = queries.profile_of(body)
    if profile is None:
        return redirect("duties:profile")
    shown = queries.calendar_of(profile)
    context = {
        "profile": profile,
        "calendar": shown,
        "grounds": queries.grounds(shown.duties),
        "is_mine": True,
        **asking_for(ProfileForm(initial=initial_of(profile)), shown.anchors),
        "feed_url": settings.WAGTAILADMIN_BASE_URL + reverse("duties:feed", args=[profile.feed_key]),
    }
    return render(request, "library/duties/calendar.html", context | SECTION)


@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """A look without keeping anything: everything that is said stands in the address."""
    form = ProfileForm(request.GET or None)
    if not form.is_valid() or "edit" in request.GET:
        return render(request, "library/duties/look.html", {"form": form} | SECTION)
    profile = form.profile()
    shown = queries.calendar_of(profile)
    if request.GET.get("format") == "ics":
        return _ics(along.ics(shown, label=profile.industry.name, path=reverse("duties:calendar")))
    context = {
        "profile": profile,
        "calendar": shown,
        "grounds": queries.grounds(shown.duties),
        "is_mine": False,
        **asking_for(form, shown.anchors),
        "asked": request.GET.urlencode(),
    }
    return render(request, "library/duties/calendar.html", context | SECTION)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """All duties that the calendar knows, with their grounds."""
    duties = Duty.objects.from_day(clock.today()).as_shown()
    context = {"duties": duties, "grounds": queries.grounds(duties)}
    return render(request, "library/duties/list.html", context | SECTION)


@signed_in
def profile(request: SignedIn) -> HttpResponse:
    """What the company says of itself, begun with what a look said; who is not a verified buyer is told what comes first."""
    body, asked = request.user.organisation, request.GET.urlencode() if "industry" in request.GET else ""
    if body is None or not body.is_buyer:
        return render(request, "library/duties/verify_first.html", {"asked": asked} | SECTION)
    kept = queries.profile_of(body)
    initial = initial_of(kept) if kept else {"region": body.region_id}
    form = ProfileForm(request.POST or None, initial=stated_in(request.GET) if asked else initial)
    if form.is_valid():
        services.keep_profile(body, editor=request.user, **form.cleaned_data)
        messages.success(request, "合规档案已保存。到期前30天、7天和1天，站内消息和邮件会提醒贵单位成员。")
        return redirect("duties:calendar")
    context = {"form": form, "profile": kept, "replaces": bool(kept and asked)}
    return render(request, "library/duties/profile.html", context | SECTION)


@require_POST
@for_side("buyer")
def forget(request: ForOrganisation) -> HttpResponse:
    services.forget_profile(_mine(request), editor=request.user)
    messages.success(request, "合规档案和标记都已删除，不再提醒。")
    return redirect("duties:calendar")


@require_POST
@for_side("buyer")
def renew(request: ForOrganisation) -> HttpResponse:
    services.renew_feed(_mine(request), editor=request.user)
    messages.success(request, "已换新的订阅网址，原来的网址不再有效。")
    return redirect("duties:calendar")


@require_POST
@for_side("buyer")
def done(request: ForOrganisation, pk: int) -> HttpResponse:
    """Mark one time of a duty as done, or take the mark back."""
    duty, period = get_object_or_404(Duty, pk=pk), request.POST.get("period", "")
    is_done = request.POST.get("undo") != "1"
    try:
        services.mark(_mine(request), duty, period, is_done=is_done, editor=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{duty}”已标记为{'已办' if is_done else '未办'}。")
    return redirect("duties:calendar")


@require_POST
@for_side("buyer")
def reminders(request: ForOrganisation, pk: int) -> HttpResponse:
    """Hear no more of a duty, or again."""
    duty, is_heeded = get_object_or_404(Duty, pk=pk), request.POST.get("undo") == "1"
    services.heed(_mine(request), duty, is_heeded=is_heeded, editor=request.user)
    messages.success(request, f"“{duty}”{'恢复提醒' if is_heeded else '不再提醒'}。")
    return redirect("duties:calendar")


@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """For calendars that ask by themselves: whoever has the address reads it."""
    profile = queries.behind(key)
    label = profile.organisation.name
    return _ics(along.ics(queries.calendar_of(profile), label=label, path=reverse("duties:calendar")))


def _mine(request: ForOrganisation) -> ComplianceProfile:
    return get_object_or_404(ComplianceProfile, organisation=request.organisation)


def _ics(content: bytes) -> HttpResponse:
    told = {
        "Content-Disposition": 'inline; filename="compliance.ics"',
        "X-Robots-Tag": "noindex",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=told)
