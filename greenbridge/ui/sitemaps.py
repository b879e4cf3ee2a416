"""What a hall tells search engines (sitemaps.org): the address of each of its records, in files.

A file has the records of so many consecutive keys. Which file a record is in never changes, none reads what is in another,
and how many there are follows from the last key: nothing is counted.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

KEYS = 5_000
"""Of a file; it may have 50,000 addresses, and so many take longer to read than any other page."""
AT_ONCE = 500
KIND = "application/xml; charset=utf-8"

Address = Callable[[Any], tuple[str, dt.datetime | None]]


def parts(rows: QuerySet[Any, Any]) -> range:
    """The numbers of a hall's files, from one."""
    return range(1, -(-_last_key(rows) // KEYS) + 1)


def sitemap(request: HttpRequest, rows: QuerySet[Any, Any], address: Address) -> HttpResponse:
    """The file that ``?part=`` asks for. ``address`` makes of a row its path and the moment of its last change."""
    asked = request.GET.get("part", "1")
    if not (asked.isdecimal() and len(asked) < 8 and int(asked)):
        raise Http404
    begin, last = (int(asked) - 1) * KEYS, _last_key(rows)
    if begin and begin >= last:
        raise Http404
    found = map(address, _between(rows, begin, min(begin + KEYS, last)))
    pages = [(request.build_absolute_uri(path), changed) for path, changed in found]
    return render(request, "ui/sitemap.xml", {"pages": pages}, content_type=KIND)


def _between(rows: QuerySet[Any, Any], after: int, last: int) -> Iterator[Any]:
    """A few at a time: asked for many, a database reads the whole of a table that they are joined with."""
    for begin in range(after, last, AT_ONCE):
        yield from rows.filter(pk__gt=begin, pk__lte=min(begin + AT_ONCE, last)).order_by("pk")


def _last_key(rows: QuerySet[Any, Any]) -> int:
    """Of the table, whether or not everybody may see its row."""
    return rows.model._default_manager.aggregate(last=Max("pk"))["last"] or 0
