from django.urls import path

from greenbridge.connectors import views

app_name = "connectors"
urlpatterns = [
    path("", views.sources, name="list"),
    path("<slug:code>/", views.source, name="source"),
    path("<slug:code>/settings/", views.settings, name="settings"),
    path("<slug:code>/sync/", views.sync, name="sync"),
    path("<slug:code>/file/", views.file, name="file"),
    path("<slug:code>/differences/", views.differences, name="differences"),
    path("<slug:code>/paste/", views.paste, name="paste"),
]
