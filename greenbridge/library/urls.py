"""Addresses of documents, which stay for good. Those of a clause end without a slash, as they are cited."""

from django.urls import path

from greenbridge.library import export_views, views
from greenbridge.library.catalogues import views as catalogue_views

app_name = "library"
urlpatterns = [
    path("sitemap.xml", export_views.sitemap, name="sitemap"),
    path("<slug:code>/", views.work, name="work"),
    path("<slug:code>/compare/", views.compare, name="compare"),
    path("<slug:code>/<slug:day>.json", export_views.as_json, name="json"),
    path("<slug:code>/<slug:day>.akn.xml", export_views.as_akoma_ntoso, name="akoma_ntoso"),
    path("<slug:code>/<slug:day>.pdf", export_views.as_pdf, name="pdf"),
    path("<slug:code>/<slug:day>/", views.version, name="version"),
    path("<slug:code>/<slug:day>/table", catalogue_views.table, name="table"),
    path("<slug:code>/<slug:day>/<str:address>", views.clause, name="clause"),
]
