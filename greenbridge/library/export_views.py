"""Documents to take along: on paper, for other programs, for search engines."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from greenbridge.accounts.exports import download
from greenbridge.core import clock
from greenbridge.core.text import clean_line
from greenbridge.library import queries
from greenbridge.library.models import Version
from greenbridge.library.reading import akoma_ntoso, exporting, printing
from greenbridge.library.views import reading_at
from greenbridge.ui import sitemaps


@require_safe
def as_json(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """The version with its clauses and its validity on the day asked for."""
    reading = reading_at(request, code, day)
    url = request.build_absolute_uri(reading.version.get_absolute_url())
    told = exporting.as_json(reading, queries.all_clauses(reading.version), url=url)
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def as_akoma_ntoso(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """The version as Akoma Ntoso 3.0."""
    reading = reading_at(request, code, day)
    clauses = queries.all_clauses(reading.version)
    content = akoma_ntoso.document(reading, clauses, today=clock.today())
    return HttpResponse(content, content_type="application/akn+xml; charset=utf-8")


@require_safe
def as_pdf(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """The version, or the clauses that are asked for as ``5，7-9``, with the day of printing and the validity.

    Where one of them is not there, the reader is told so on the page of the version.
    """
    reading = reading_at(request, code, day)
    version = reading.version
    asked = clean_line(request.GET.get("articles", ""))[:200]
    contents = queries.contents_of(version)
    entries = printing.picked(asked, contents) if asked else contents.entries
    if not entries:
        messages.error(
            request, f"没有找到“{asked}”。请填写条号，例如：5，7-9。" if asked else "正文尚未收录，无法打印。"
        )
        return redirect(version)
    clauses = queries.with_words(version, entries)
    url = request.build_absolute_uri(version.get_absolute_url())
    content = printing.pdf(reading, clauses, url=url, is_part=bool(asked))
    return download(content, f"{version.title}-{version.dated_on.isoformat()}.pdf")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every published version, for search engines."""
    rows = Version.objects.published().order_by("pk").values_list("work__code", "dated_on", "published_at")
    return sitemaps.sitemap(
        request,
        rows,
        lambda row: (reverse("library:version", args=[row[0], row[1].isoformat()]), row[2]),
    )
