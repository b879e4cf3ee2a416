from django.urls import path

from greenbridge.suppliers import import_views, profile_views
from greenbridge.suppliers.credit import run_views

app_name = "imports"
urlpatterns = [
    path("", import_views.list_runs, name="list"),
    path("profiles/", profile_views.profiles, name="profiles"),
    path("profiles/<int:pk>/", profile_views.profile, name="profile"),
    path("credit/", run_views.runs, name="credit"),
    path("credit/<int:pk>/", run_views.run, name="credit_run"),
    path("credit/<int:pk>/confirm/", run_views.confirm, name="credit_confirm"),
    path("credit/<int:pk>/stop/", run_views.stop, name="credit_stop"),
    path("credit/<int:pk>/undo/", run_views.undo, name="credit_undo"),
    path("credit/<int:pk>/faults/", run_views.faults, name="credit_faults"),
    path("gone/", import_views.gone, name="gone"),
    path("gone/bulk/", import_views.gone_bulk, name="gone_bulk"),
    path("gone/<int:pk>/settle/", import_views.settle, name="settle"),
    path("<int:pk>/", import_views.run, name="run"),
    path("<int:pk>/mapping/", import_views.mapping, name="mapping"),
    path("<int:pk>/preview/", import_views.preview, name="preview"),
    path("<int:pk>/confirm/", import_views.confirm, name="confirm"),
    path("<int:pk>/stop/", import_views.stop, name="stop"),
    path("<int:pk>/resume/", import_views.resume, name="resume"),
    path("<int:pk>/difference/", import_views.compare, name="compare"),
    path("<int:pk>/undo/", import_views.undo, name="undo"),
    path("<int:pk>/issues/", import_views.issues, name="issues"),
]
