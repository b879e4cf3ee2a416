"""What a hall tells search engines (sitemaps.org): the address of each of its records, 50,000 to a file."""

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

MOST = 50_000
KIND = "application/xml; charset=utf-8"

Address = Callable[[Any], tuple[str, dt.datetime | None]]


def parts(rows: QuerySet[Any, Any]) -> range:
    """The numbers of a hall's files, from one."""
    return range(1, math.ceil(rows.count() / MOST) + 1)


def sitemap(request: HttpRequest, rows: QuerySet[Any, Any], address: Address) -> HttpResponse:
    """The file that ``?part=`` asks for. ``address`` makes of a row its path and the moment of its last change; rows are in an
    order that stays, so that each is in one file."""
    asked = request.GET.get("part", "1")
    if not (asked.isdecimal() and len(asked) < 6 and int(asked)):
        raise Http404
    end = int(asked) * MOST
    found = map(address, rows[end - MOST : end].iterator())
    pages = [(request.build_absolute_uri(path), changed) for path, changed in found]
    if end > MOST and not pages:
        raise Http404
    return render(request, "ui/sitemap.xml", {"pages": pages}, content_type=KIND)
