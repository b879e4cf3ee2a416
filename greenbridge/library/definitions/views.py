"""The words that laws and standards define, with where they do."""

from collections import defaultdict
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from greenbridge.core import clock
from greenbridge.library.definitions.search import LIST
from greenbridge.library.models import Definition
from greenbridge.library.queries import asked_day, tag_of
from greenbridge.ui.kept_pages import kept_for_visitors


@kept_for_visitors(*LIST.parameters, "on", hall="library")
@require_safe
def defined(request: HttpRequest) -> HttpResponse:
    """Those that hold today or on the day asked for, a page at a time: by pinyin, or where words are asked for the nearest
    first."""
    asked = asked_day(request.GET.get("on", ""))
    day = asked or clock.today()
    page = LIST.build(request.GET, narrow={"on": day})
    rows = page.hits if page.words else sorted(page.hits, key=lambda row: (row.letters, row.term))
    context = {
        "page": page,
        "terms": [
            (term, [(row, tag_of(row.clause.version, day)) for row in those])
            for term, those in _by_term(rows).items()
        ],
        "day": day,
        "on": f"?on={day.isoformat()}" if asked else "",
        "section": "library",
    }
    return render(request, "library/writings/defined.html", context)


def _by_term(rows: Iterable[Definition]) -> dict[str, list[Definition]]:
    """In their order, each term where it first stands."""
    by_term: defaultdict[str, list[Definition]] = defaultdict(list)
    for row in rows:
        by_term[row.term].append(row)
    return by_term
