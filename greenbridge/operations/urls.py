from django.urls import path

from greenbridge.operations.trail import views as trail

app_name = "operations"
urlpatterns = [
    path("trail/", trail.trail, name="trail"),
    path("trail/check/", trail.check, name="check_trail"),
    path("trail/export/", trail.export, name="export_trail"),
    path("trail/exports/<slug:mark>/", trail.trail_file, name="trail_file"),
    path("trail/<int:pk>/", trail.trace, name="trace"),
]
