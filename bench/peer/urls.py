"""Two views: the 20 newest suppliers, and one demand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bench.peer.models import Demand, Supplier


def suppliers(request: HttpRequest) -> HttpResponse:
    rows = Supplier.objects.filter(status="listed").select_related("organisation__region")[:20]
    return render(request, "peer/suppliers.html", {"suppliers": rows})


def demand(request: HttpRequest, number: str) -> HttpResponse:
    rows = Demand.objects.select_related("buyer", "region")
    return render(request, "peer/demand.html", {"demand": get_object_or_404(rows, number=number)})


urlpatterns = [path("suppliers/", suppliers), path("demands/<str:number>/", demand)]
