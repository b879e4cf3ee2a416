"""A catalogue as a table that can be searched."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from greenbridge.accounts.paging import paged
from greenbridge.core.text import clean_line
from greenbridge.library.catalogues import queries
from greenbridge.library.views import drawn, reading_at
from greenbridge.ui.kept_pages import kept_for_visitors

LONGEST_WORDS = 100


@kept_for_visitors("q", "table", "page", "on", hall="library")
@require_safe
def table(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """The rows of one table of a version, those with the words asked for, a page at a time."""
    reading = reading_at(request, code, day)
    tables = queries.tables_of(reading.version)
    if not tables:
        raise Http404
    asked = request.GET.get("table", "")
    shown = next((one for one in tables if f"{one.number}" == asked), tables[0])
    words = clean_line(request.GET.get("q", ""))[:LONGEST_WORDS]
    kept = {"table": shown.number, "q": words} | ({"on": reading.day.isoformat()} if reading.is_asked else {})
    rows = queries.rows_with(reading.version, shown.number, words)
    context = paged(request, rows, begins=f"?{urlencode(kept)}&") | {
        "tables": tables,
        "shown": shown,
        "words": words,
        "found": rows.count(),
    }
    return drawn(request, "library/table.html", reading, context)
