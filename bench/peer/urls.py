"""The pages of the house as a beginner would write them: the same rows of the same tables, and nothing else."""

from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bench.peer.models import Clause, Demand, Project, ProjectType, Supplier, Version

PUBLIC = ("published", "closed", "expired")
OPEN = ("planned", "calling")
CONDITIONS = {"region": "region__code__startswith", "publisher": "publisher_kind", "q": "title__contains"}
ORDERS = {
    "newest": ("-last_published_at", "-id"),
    "deadline": (F("deadline").asc(nulls_last=True), "id"),
    "amount": (F("budget").desc(nulls_last=True), "-id"),
}


def home(request: HttpRequest) -> HttpResponse:
    context = {
        "newest": _demands().filter(status="published")[:4],
        "closing": _demands().filter(status="published").order_by("deadline")[:4],
        "suppliers": _suppliers()[:4],
    }
    return render(request, "peer/home.html", context)


def suppliers(request: HttpRequest) -> HttpResponse:
    rows = _suppliers()
    if region := request.GET.get("region"):
        rows = rows.filter(organisation__region__code__startswith=region)
    if service := request.GET.get("type"):
        rows = rows.filter(activities__service_type_id__startswith=service)
    return render(request, "peer/suppliers.html", {"suppliers": rows[:20]})


def supplier(request: HttpRequest, code: str) -> HttpResponse:
    rows = _suppliers().prefetch_related("activities", "credentials__kind")
    return render(
        request, "peer/supplier.html", {"supplier": get_object_or_404(rows, organisation__credit_code=code)}
    )


def demands(request: HttpRequest) -> HttpResponse:
    return render(request, "peer/demands.html", {"demands": _demands().filter(status__in=PUBLIC)[:20]})


def demand(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "peer/demand.html", {"demand": get_object_or_404(_demands(), number=number)})


def projects(request: HttpRequest) -> HttpResponse:
    rows = Project.objects.filter(is_public=True).select_related("region")
    for name, value in request.GET.items():
        if name in CONDITIONS:
            rows = rows.filter(**{CONDITIONS[name]: value})
    if request.GET.get("state"):
        rows = rows.filter(state__in=OPEN)
    if kind := request.GET.get("type"):
        of_kind = ProjectType.objects.filter(project=OuterRef("pk"), service_type_id__startswith=kind)
        rows = rows.filter(Exists(of_kind))
    offset = int(request.GET.get("offset", 0))
    ordered = rows.order_by(*ORDERS[request.GET.get("order", "newest")])
    return render(request, "peer/projects.html", {"projects": ordered[offset : offset + 20]})


def search(request: HttpRequest) -> HttpResponse:
    """As many rows as a search shows, without searching."""
    context = {"suppliers": _suppliers()[:5], "demands": _demands().filter(status__in=PUBLIC)[:5]}
    return render(request, "peer/search.html", context)


def laws(request: HttpRequest) -> HttpResponse:
    return render(request, "peer/laws.html", {"versions": _versions().order_by("-dated_on", "-id")[:20]})


def law(request: HttpRequest, code: str, day: str) -> HttpResponse:
    version = get_object_or_404(_versions(), work__code=code, dated_on=day)
    return render(request, "peer/law.html", {"version": version, "clauses": version.clauses.all()})


def clause(request: HttpRequest, code: str, day: str, address: str) -> HttpResponse:
    of_version = Clause.objects.select_related("version").filter(version__standing="published")
    found = get_object_or_404(of_version, version__work__code=code, version__dated_on=day, address=address)
    return render(request, "peer/law.html", {"version": found.version, "clauses": [found]})


def _versions():
    return Version.objects.filter(standing="published").select_related("work")


def _suppliers():
    return Supplier.objects.filter(status="listed").select_related("organisation__region")


def _demands():
    return Demand.objects.select_related("buyer", "region")


urlpatterns = [
    path("", home),
    path("suppliers/", suppliers),
    path("suppliers/<str:code>/", supplier),
    path("demands/", demands),
    path("demands/<str:number>/", demand),
    path("projects/", projects),
    path("search/", search),
    path("library/", laws),
    path("library/<slug:code>/<slug:day>/", law),
    path("library/<slug:code>/<slug:day>/<str:address>", clause),
]
