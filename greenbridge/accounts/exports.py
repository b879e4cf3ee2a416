"""Lists to take along: ``?format=xlsx``, ``?format=csv`` and ``?format=pdf`` of a list page."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from greenbridge.accounts.access import ask_again, person_of
from greenbridge.audit import services as audit
from greenbridge.core import clock, sheets
from greenbridge.core.origin import origin
from greenbridge.files.rules import CONTENT_TYPES

FORMATS = ("xlsx", "csv", "pdf")
MOST_ROWS = 2_000
MOST_ON_PAPER = 500
"""Forty pages; drawing more of them would keep everybody else waiting."""
AN_HOUR = 3_600
BY_VISITORS = 30
"""Tables an hour for one address at which nobody has signed in: each costs a walk of the list and leaves a trace."""

R = TypeVar("R")
Column = tuple[str, Callable[[Any], object], int]
"""Its name, the fact of a row, its width."""


@dataclass(frozen=True)
class Table(Generic[R]):
    """What a list says when it is taken along: its title; of each column the name, the fact of a row, the width."""

    title: str
    columns: Sequence[tuple[str, Callable[[R], object], int]]


def day(moment: dt.date | dt.datetime | None) -> str:
    """A day as tables write it; empty where there is none."""
    if moment is None:
        return ""
    return f"{clock.local(moment) if isinstance(moment, dt.datetime) else moment:%Y-%m-%d}"


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
    is_public: bool = False,
) -> HttpResponse:
    """The table as a file; the handing out leaves a trace. A workbook states its date and conditions on a second sheet,
    paper above the table.

    The caller gives ``MOST_ROWS`` rows at most; where the list is longer, the file says so, a text table in its last line.
    A visitor who asks too often is told so on the list, and nothing is left behind. What does not stand on a page for
    everybody (``is_public``) is for who has just confirmed who they are.
    """
    if not is_public:
        ask_again(request)
    if _asks_too_often(request):
        messages.error(request, "导出次数过多，请一小时后再试，或登录后导出。")
        return redirect(_without_format(request))
    kind, now = request.GET["format"], clock.local(clock.now())
    most = MOST_ON_PAPER if kind == "pdf" else MOST_ROWS
    about = [
        f"{title}，{now:%Y年%-m月%-d日 %H:%M}导出。",
        f"条件：{'；'.join(conditions) or '不限'}。",
        f"共 {total} 行" + (f"，只导出前 {most} 行，请增加条件后再导出。" if total > most else "。"),
    ]
    audit.record(
        "list.exported",
        actor=person_of(request),
        after={"list": title, "rows": min(total, most), "kind": kind, "conditions": list(conditions)},
    )
    table = sheets.Sheet(title, headers, rows, widths)
    if kind == "xlsx":
        told = sheets.Sheet("说明", ["说明"], [[line] for line in about], [80])
        content = sheets.workbook([table, told])
    elif kind == "pdf":
        from greenbridge.core import paper  # only here: most processes never print

        content = paper.printed(replace(table, rows=islice(rows, most)), about)
    else:
        cut_off = [[about[-1]]] if total > most else []
        content = b"".join(sheets.comma_separated(replace(table, rows=chain(rows, cut_off))))
    return download(content, f"{title}-{now:%Y-%m-%d}.{kind}")


def handed_out_as(
    table: Table[R],
    request: HttpRequest,
    rows: Sequence[R] | QuerySet[Any],
    *,
    total: int | None = None,
    conditions: Sequence[str] = (),
    is_public: bool = False,
) -> HttpResponse:
    """Rows as a table says them; see ``handed_out``. ``total`` where the rows given are not all there are."""
    names, facts, widths = zip(*table.columns, strict=True)
    taken = list(rows[:MOST_ROWS])
    if total is None:
        total = len(taken) if len(taken) < MOST_ROWS else _length(rows)
    said = ([fact(row) for fact in facts] for row in taken)
    return handed_out(
        request,
        table.title,
        names,
        said,
        total=total,
        conditions=conditions,
        widths=widths,
        is_public=is_public,
    )


def _length(rows: Sequence[R] | QuerySet[Any]) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


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
    if person_of(request):
        return False
    key = f"exports:{origin(request.META.get('REMOTE_ADDR'))}"
    so_far: int = cache.get(key, 0)
    cache.set(key, so_far + 1, AN_HOUR)
    return so_far >= BY_VISITORS


def _without_format(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("format", None)
    return f"{request.path}?{asked.urlencode()}"
