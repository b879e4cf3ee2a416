"""Addresses of what sources say of credentials; they stand among those of the directory."""

from django.urls import path

from greenbridge.suppliers.papers import views

urlpatterns = [
    path("disputes/papers/", views.paper_disputes, name="paper_disputes"),
    path("disputes/papers/<int:pk>/", views.paper_dispute, name="paper_dispute"),
]
