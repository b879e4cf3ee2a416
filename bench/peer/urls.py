"""The pages of the house as a beginner would write them: the same rows of the same tables, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bench.peer.models import Demand, Supplier

PUBLIC = ("published", "closed", "expired")


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
        rows = rows.filter(activity__service_type_id__startswith=service)
    return render(request, "peer/suppliers.html", {"suppliers": rows[:20]})


def demands(request: HttpRequest) -> HttpResponse:
    return render(request, "peer/demands.html", {"demands": _demands().filter(status__in=PUBLIC)[:20]})


def demand(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "peer/demand.html", {"demand": get_object_or_404(_demands(), number=number)})


def search(request: HttpRequest) -> HttpResponse:
    """As many rows as a search shows, without searching."""
    context = {"suppliers": _suppliers()[:5], "demands": _demands().filter(status__in=PUBLIC)[:5]}
    return render(request, "peer/search.html", context)


def _suppliers():
    return Supplier.objects.filter(status="listed").select_related("organisation__region")


def _demands():
    return Demand.objects.select_related("buyer", "region")


urlpatterns = [
    path("", home),
    path("suppliers/", suppliers),
    path("demands/", demands),
    path("demands/<str:number>/", demand),
    path("search/", search),
]
