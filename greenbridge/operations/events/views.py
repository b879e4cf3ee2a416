"""安全事件: for the security administrator alone."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from greenbridge.accounts.access import SignedIn, security_admin_only
from greenbridge.accounts.models import User
from greenbridge.operations.events import queries
from greenbridge.operations.events.forms import EventForm
from greenbridge.operations.events.kinds import KINDS
from greenbridge.operations.trail import services as trail
from greenbridge.operations.trail.masking import without_contacts
from greenbridge.operations.trail.queries import TrailPage, page


@require_safe
@security_admin_only
def events(request: SignedIn) -> HttpResponse:
    """Counts per day, and the events with their filters. Asking is written down as asking the trail is.

    A filter that is refused leaves the counts, which are an answer.
    """
    form = EventForm(request.GET)
    asked = form.asked() if form.is_valid() else {}
    start = request.GET.get("start", "")
    trail.note_search(asked, by=request.user, page="安全事件", start=start)
    found = page(queries.events(asked), start) if form.is_valid() else TrailPage([], "")
    context = {
        "form": form,
        "asked": urlencode(asked),
        "rows": [queries.Event(trace) for trace in found.rows],
        "older_url": "?" + urlencode(asked | {"start": found.older}) if found.older else "",
        "newest_url": "?" + urlencode(asked) if start else "",
        "kinds": [(key, kind.label) for key, kind in KINDS.items()],
        "days": queries.per_day(),
    }
    return render(request, "operations/events/list.html", context)


@require_safe
@security_admin_only
def event(request: SignedIn, pk: int) -> HttpResponse:
    """One event; any other trace does not exist here."""
    found = queries.Event(get_object_or_404(queries.events({}), pk=pk))
    trail.note_opened(found.trace, by=request.user)
    pairs = [
        ("账号", found.whom or "不涉及账号"),
        ("操作人", without_contacts(found.trace.actor_name)),
        ("来源地址", found.trace.address or "不是从网络来的"),
        ("情况", found.particulars or "没有更多内容"),
        ("理由", found.note or "没有填写"),
        ("记录编号", str(found.trace.pk)),
    ]
    is_known = found.account and User.objects.filter(pk=found.account).exists()
    context = {"event": found, "pairs": pairs, "account": found.account if is_known else ""}
    return render(request, "operations/events/record.html", context)
