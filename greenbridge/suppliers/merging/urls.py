"""Addresses of records of one body; they stand among those of the directory."""

from django.urls import path

from greenbridge.suppliers.merging import views

urlpatterns = [
    path("likenesses/", views.likenesses, name="likenesses"),
    path("likenesses/new/", views.propose, name="propose"),
    path("likenesses/<int:pk>/", views.likeness, name="likeness"),
    path("merges/", views.merges, name="merges"),
    path("merges/<int:pk>/", views.merge, name="merge"),
]
