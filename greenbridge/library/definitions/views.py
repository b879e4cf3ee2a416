"""The words that laws and standards define, with where they do."""

from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from greenbridge.accounts.paging import paged
from greenbridge.core import clock
from greenbridge.core.text import clean_line
from greenbridge.library.definitions import queries
from greenbridge.library.models.definitions import TERM
from greenbridge.library.queries import asked_day, tag_of
from greenbridge.ui.kept_pages import kept_for_visitors


@kept_for_visitors("q", "on", "page", hall="library")
@require_safe
def defined(request: HttpRequest) -> HttpResponse:
    """Those that hold today or on the day asked for, a page at a time."""
    words = clean_line(request.GET.get("q", ""))[:TERM]
    asked = asked_day(request.GET.get("on", ""))
    day = asked or clock.today()
    kept = {"q": words, "on": asked.isoformat() if asked else ""}
    said = urlencode({name: value for name, value in kept.items() if value})
    rows = queries.of_day(day, words)
    context = paged(request, rows, begins=f"?{said}&" if said else "?")
    context |= {
        "terms": [
            (term, [(row, tag_of(row.clause.version, day)) for row in those])
            for term, those in groupby(context["rows"], key=lambda row: row.term)
        ],
        "found": rows.count(),
        "words": words,
        "day": day,
        "on": f"?on={day.isoformat()}" if asked else "",
        "section": "library",
    }
    return render(request, "library/writings/defined.html", context)
