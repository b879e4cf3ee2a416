"""What editors have written: the list and each piece, topics, the glossary."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from greenbridge.library.models import Term, Topic, Writing
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


@kept_for_visitors(hall="library")
def topics(request: HttpRequest) -> HttpResponse:
    context = {"topics": Topic.objects.published(), "section": "library"}
    return render(request, "library/writings/topics.html", context)


@kept_for_visitors(hall="library")
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Topic.objects.published().prefetch_related("items__work"), slug=slug)
    return render(request, "library/writings/topic.html", queries.topic_page(shown))


@kept_for_visitors(hall="library")
def terms(request: HttpRequest) -> HttpResponse:
    known = list(Term.objects.published().prefetch_related("clauses__work"))
    return render(request, "library/writings/terms.html", queries.glossary(known))
