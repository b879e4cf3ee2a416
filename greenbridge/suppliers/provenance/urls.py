"""Addresses of what sources say; they stand among those of the directory."""

from django.urls import path

from greenbridge.suppliers.provenance import views

urlpatterns = [
    path("disputes/", views.disputes, name="disputes"),
    path("disputes/<int:pk>/", views.dispute, name="dispute"),
]
