"""What a hall tells search engines (sitemaps.org): the address of each of its records, in files.

A file has the records of so many consecutive keys. Which file a record is in never changes, none reads what is in another,
and how many there are follows from the last key: nothing is counted.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

KEYS = 5_000
"""Of a file; it may have 50,000 addresses, and so many take longer to read than any other page."""
KIND = "application/xml; charset=utf-8"

Address = Callable[[Any], tuple[str, dt.datetime | None]]


def parts(rows: QuerySet[Any, Any]) -> range:
    """The numbers of a hall's files, from one."""
    return range(1, _last_part(rows) + 1)


def sitemap(request: HttpRequest, rows: QuerySet[Any, Any], address: Address) -> HttpResponse:
    """The file that ``?part=`` asks for. ``address`` makes of a row its path and the moment of its last change."""
    asked = request.GET.get("part", "1")
    if not (asked.isdecimal() and len(asked) < 8 and int(asked)):
        raise Http404
    part = int(asked)
    if part > max(_last_part(rows), 1):
        raise Http404
    here = rows.filter(pk__gt=(part - 1) * KEYS, pk__lte=part * KEYS).order_by("pk")
    pages = [(request.build_absolute_uri(path), changed) for path, changed in map(address, here.iterator())]
    return render(request, "ui/sitemap.xml", {"pages": pages}, content_type=KIND)


def _last_part(rows: QuerySet[Any, Any]) -> int:
    """Where the last key of the table is, whether or not everybody may see its row."""
    last = rows.model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    return -(-last // KEYS)
