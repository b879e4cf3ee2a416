"""Addresses of activities of former types; they stand among those of the directory."""

from django.urls import path

from greenbridge.suppliers.redeclaring import views

urlpatterns = [
    path("former-types/", views.former_types, name="former_types"),
    path("former-types/done/", views.former_types_done, name="former_types_done"),
    path("former-types/of/<slug:code>/", views.former_types_bulk, name="former_types_bulk"),
    path("former-types/<int:pk>/", views.former_type, name="former_type"),
]
