"""Addresses of reported changes; they stand among those of the directory."""

from django.urls import path

from greenbridge.suppliers.changes import views

urlpatterns = [
    path("mine/changes/", views.changes, name="changes"),
    path("mine/changes/<slug:fact>/", views.report, name="report_change"),
    path("mine/changes/<int:pk>/withdraw/", views.withdraw, name="withdraw_change"),
    path("changes/<int:pk>/", views.change, name="key_change"),
]
