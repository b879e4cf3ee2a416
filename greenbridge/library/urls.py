"""Addresses of documents, which stay for good. Those of a clause end without a slash, as they are cited."""

from django.urls import path

from greenbridge.library import views

app_name = "library"
urlpatterns = [
    path("<slug:code>/", views.work, name="work"),
    path("<slug:code>/<slug:day>/", views.version, name="version"),
    path("<slug:code>/<slug:day>/<str:address>", views.clause, name="clause"),
]
