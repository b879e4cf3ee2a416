"""The list of what editors have written, and each piece."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from greenbridge.library.models import Writing
from greenbridge.library.writings import queries
from greenbridge.library.writings.search import LIST
from greenbridge.ui.kept_pages import kept_for_visitors


@kept_for_visitors(*LIST.parameters, hall="library")
def writings(request: HttpRequest) -> HttpResponse:
    context = {"page": LIST.build(request.GET), "section": "library"}
    return render(request, "library/writings/list.html", context)


@kept_for_visitors(hall="library")
def writing(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Writing.objects.published().with_card().select_related("picture__file")
    shown = get_object_or_404(rows, pk=pk)
    return render(request, "library/writings/record.html", queries.page(shown))
