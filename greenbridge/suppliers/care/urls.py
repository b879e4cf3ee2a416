"""Addresses of the supplier's own care; they stand among those of the directory."""

from django.urls import path

from greenbridge.suppliers.care import views

urlpatterns = [
    path("restrictions/", views.restrictions, name="restrictions"),
]
