"""The hall of laws and standards."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from greenbridge.accounts import exports
from greenbridge.core import clock
from greenbridge.library.definitions import queries as definitions
from greenbridge.library.finding import listing, table
from greenbridge.search import queries as search
from greenbridge.search.dates import asked
from greenbridge.ui.kept_pages import kept_for_visitors

MOST_DEFINED = 3


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Names of documents that contain what was typed so far, as options of the field."""
    names = listing.suggested(request.GET.get("q", ""))
    return HttpResponse(format_html_join("", "<option>{}</option>", ((name,) for name in names)))


@kept_for_visitors(*listing.PARAMETERS, "format", hall="library")
def hall(request: HttpRequest) -> HttpResponse:
    shown = listing.hall(request.GET)
    if exports.is_asked(request):
        found = list(search.everything(listing.query(request.GET), exports.MOST_ROWS))
        said = [chip.label for chip in shown.page.chips]
        return exports.handed_out_as(
            table.TABLE,
            request,
            found,
            total=max(shown.page.total, len(found)),
            conditions=said,
            is_public=True,
        )
    context = {
        "hall": shown,
        "page": shown.page,
        "promulgated": asked(listing.PROMULGATED, request.GET),
        "places": listing.places(),
        "defined": definitions.called(shown.page.words, shown.on or clock.today(), MOST_DEFINED),
        "suggest_url": reverse("law:suggest"),
        "section": "library",
        "crumbs": [("标准政策", "")],
    }
    return render(request, "library/finding/list.html", context)
