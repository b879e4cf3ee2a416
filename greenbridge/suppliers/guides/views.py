"""The navigation to the official systems, and the guide to each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from greenbridge.suppliers.guides import listing
from greenbridge.suppliers.models import Guide
from greenbridge.ui.kept_pages import kept_for_visitors


@kept_for_visitors(*listing.PARAMETERS, hall="suppliers")
def guides(request: HttpRequest) -> HttpResponse:
    context = {"page": listing.build(request.GET), "section": "suppliers"}
    return render(request, "suppliers/guides/list.html", context)


@kept_for_visitors(hall="suppliers")
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Guide.objects.published().with_card(), pk=pk)
    return render(request, "suppliers/guides/guide.html", {"guide": shown, "section": "suppliers"})
