from django.urls import path

from greenbridge.suppliers import import_views

app_name = "imports"
urlpatterns = [
    path("", import_views.list_runs, name="list"),
    path("<int:pk>/", import_views.run, name="run"),
    path("<int:pk>/mapping/", import_views.mapping, name="mapping"),
    path("<int:pk>/preview/", import_views.preview, name="preview"),
    path("<int:pk>/confirm/", import_views.confirm, name="confirm"),
    path("<int:pk>/stop/", import_views.stop, name="stop"),
    path("<int:pk>/resume/", import_views.resume, name="resume"),
    path("<int:pk>/issues/", import_views.issues, name="issues"),
]
