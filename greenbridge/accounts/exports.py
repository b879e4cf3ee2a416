"""Lists as tables for people's own programs: ``?format=xlsx`` and ``?format=csv`` of a list page."""

from collections.abc import Iterable, Sequence
from itertools import chain

from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock, sheets
from greenbridge.files.rules import CONTENT_TYPES

FORMATS = ("xlsx", "csv")
MOST_ROWS = 2_000
AN_HOUR = 3_600
BY_VISITORS = 30
"""Tables an hour for one address at which nobody has signed in: each costs a walk of the list and leaves a trace."""


def is_asked(request: HttpRequest) -> bool:
    return request.GET.get("format") in FORMATS


@transaction.atomic
def handed_out(
    request: HttpRequest,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    total: int,
    conditions: Sequence[str] = (),
    widths: Sequence[int] = (),
) -> HttpResponse:
    """The table as a file; the handing out leaves a trace. A workbook states its date and conditions on a second sheet.

    The caller gives ``MOST_ROWS`` rows at most; where the list is longer, the file says so, a text table in its last line.
    A visitor who asks too often is told so on the list, and nothing is left behind.
    """
    if _asks_too_often(request):
        messages.error(request, "导出次数过多，请一小时后再试，或登录后导出。")
        return redirect(_without_format(request))
    kind, now = request.GET["format"], clock.local(clock.now())
    about = [
        f"{title}，{now:%Y年%-m月%-d日 %H:%M}导出。",
        f"条件：{'；'.join(conditions) or '不限'}。",
        f"共 {total} 行"
        + (f"，只导出前 {MOST_ROWS} 行，请增加条件后再导出。" if total > MOST_ROWS else "。"),
    ]
    audit.record(
        "list.exported",
        actor=request.user if isinstance(request.user, User) else None,
        after={"list": title, "rows": min(total, MOST_ROWS), "kind": kind, "conditions": list(conditions)},
    )
    if kind == "xlsx":
        told = sheets.Sheet("说明", ["说明"], [[line] for line in about], [80])
        content = sheets.workbook([sheets.Sheet(title, headers, rows, widths), told])
    else:
        cut_off = [[about[-1]]] if total > MOST_ROWS else []
        table = sheets.Sheet(title, headers, chain(rows, cut_off))
        content = b"".join(sheets.comma_separated(table))
    return download(content, f"{title}-{now:%Y-%m-%d}.{kind}")


def download(content: bytes, name: str) -> HttpResponse:
    """A file of our own making to keep; its kind is how its name ends. Nobody on the way keeps or lists it."""
    named = content_disposition_header(as_attachment=True, filename=name.replace("/", "_"))
    told_to_all = {
        "Content-Disposition": named or "",
        "Cache-Control": "no-store, private",
        "X-Robots-Tag": "noindex",
    }
    kind = name.rpartition(".")[2]
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=told_to_all)


def _asks_too_often(request: HttpRequest) -> bool:
    if isinstance(request.user, User):
        return False
    key = f"exports:{request.META.get('REMOTE_ADDR', '')}"
    so_far: int = cache.get(key, 0)
    cache.set(key, so_far + 1, AN_HOUR)
    return so_far >= BY_VISITORS


def _without_format(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("format", None)
    return f"{request.path}?{asked.urlencode()}"
