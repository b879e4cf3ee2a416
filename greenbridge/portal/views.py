"""Pages that join the halls: search, desk, figures; and the pages for when something is not right."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from greenbridge.accounts import exports
from greenbridge.accounts.access import SignedIn, officer_only, signed_in
from greenbridge.accounts.paging import paged
from greenbridge.core import clock, privacy
from greenbridge.core.text import clean_line
from greenbridge.portal import queries
from greenbridge.portal import workload as workloads
from greenbridge.portal.site_search import search_everything
from greenbridge.ui import sitemaps
from greenbridge.ui.context import theme_of
from greenbridge.ui.kept_pages import kept_for_visitors
from greenbridge.ui.missing import Missing

TASKS_A_PAGE = 20
NOT_FOR_ROBOTS = ("/backoffice/", "/deals/", "/desk/", "/files/", "/messages/", "/theme/", "/library/*?on=")
ROOMS = {
    "classroom": ("绿色课堂", "环保培训视频和课件将在这里在线学习。"),
    "answers": ("智能问答", "常见问题、办事流程和专家答疑将在这里查询。"),
}


@kept_for_visitors("q", "scope")
def search(request: HttpRequest) -> HttpResponse:
    """Everything on one page, in groups, each leading to its hall."""
    words = clean_line(request.GET.get("q", ""))[:100]
    scope = request.GET.get("scope", "")
    context = {
        "words": words,
        "scope": scope,
        "scopes": queries.SCOPES,
        "groups": search_everything(words, scope) if words else [],
        "section": "search",
    }
    return render(request, "portal/search.html", context)


@kept_for_visitors()
def figures(request: HttpRequest) -> HttpResponse:
    """What each figure of the home page counts."""
    return render(request, "portal/figures.html", {"home": queries.home()})


@kept_for_visitors()
def privacy_register(request: HttpRequest) -> HttpResponse:
    """Everything that is kept of people and in confidence, with its purpose and how long: the law asks for one list."""
    tables = [table for table in privacy.register().values() if table.columns]
    return render(
        request, "portal/privacy_register.html", {"tables": tables, "backup_days": settings.BACKUP_DAYS}
    )


@signed_in
def desk(request: SignedIn, key: str = "") -> HttpResponseBase:
    """What waits for the person, twenty to a page; or one queue of it."""
    if key and key not in queries.queue_keys(request.user):
        raise Http404
    if exports.is_asked(request):
        return _as_table(request, key)
    shown = queries.desk(request.user, key)
    context = {"desk": shown, "bulk_url": queries.bulk_url(request.user, key)}
    context |= paged(request, shown.tasks, a_page=TASKS_A_PAGE)
    return render(request, "portal/desk.html", context)


def _as_table(request: SignedIn, key: str) -> HttpResponse:
    """What waits, as a table; for staff who have just confirmed who they are."""
    shown = queries.desk(request.user, key)
    return exports.handed_out(
        request,
        shown.title,
        ("事项", "对象", "地区", "提交时间", "办理期限", "状态"),
        [
            (
                task.kind,
                task.title,
                task.region,
                f"{clock.local(task.since):%Y-%m-%d %H:%M}" if task.since else "",
                task.due_text,
                task.status,
            )
            for task in shown.tasks[: exports.MOST_ROWS]
        ],
        total=len(shown.tasks),
        widths=(14, 40, 24, 18, 20, 12),
    )


@require_safe
@officer_only
def workload(request: SignedIn) -> HttpResponseBase:
    """How much waits with the officer's association and what was done; the leading one sees the three together."""
    if exports.is_asked(request):
        return _workload_as_table(request)
    mine, everywhere = workloads.own(request.user), workloads.everywhere(request.user)
    context = {"mine": mine, "all": everywhere, "days": workloads.DAYS}
    return render(request, "portal/workload.html", context)


def _workload_as_table(request: SignedIn) -> HttpResponse:
    totals = workloads.everywhere(request.user) or workloads.own(request.user)
    rows = [line.cells for total in totals for line in total.lines]
    widths = (30, 14, 8, 8, 12, 14, 40)
    return exports.handed_out(request, "工作量", workloads.HEADERS, rows, total=len(rows), widths=widths)


@kept_for_visitors()
def soon(request: HttpRequest, room: str) -> HttpResponse:
    """A room of the plan that is not open yet says so, and what is to come."""
    title, promise = ROOMS[room]
    return render(request, "portal/soon.html", {"title": title, "promise": promise, "section": room})


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone: pages that are somebody's own."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('portal:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Where search engines look first: the files of the three halls. Official notices are their publishers' to be found."""
    files = [
        request.build_absolute_uri(f"{reverse(route)}?part={part}")
        for route, rows in queries.in_sitemaps().items()
        for part in sitemaps.parts(rows)
    ]
    return render(request, "ui/sitemap_index.xml", {"files": files}, content_type=sitemaps.KIND)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The same bytes for every address: what one may not see is not told from what is not there.

    A room that knows what was meant says so itself (``Missing``).
    """
    if isinstance(exception, Missing):
        told = {"title": exception.title, "text": exception.text, "links": exception.links}
        return render(request, "ui/message_page.html", told, status=404)
    return render(request, "404.html", {"here": "/"}, status=404)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Needs nothing that may be broken: no database, no person. The theme stands in a cookie."""
    return HttpResponse(render_to_string("500.html", {"theme": theme_of(request)}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or in another tab: nothing is lost, go back and send it again."""
    return render(request, "portal/csrf_failure.html", status=403)
