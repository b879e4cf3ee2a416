from django.urls import path

from greenbridge.operations.events import views as events
from greenbridge.operations.system import views as system
from greenbridge.operations.trail import views as trail

app_name = "operations"
urlpatterns = [
    path("system/", system.system, name="system"),
    path("system/jobs/run/", system.run_job, name="run_job"),
    path("events/", events.events, name="events"),
    path("events/<int:pk>/", events.event, name="event"),
    path("trail/", trail.trail, name="trail"),
    path("trail/check/", trail.check, name="check_trail"),
    path("trail/export/", trail.export, name="export_trail"),
    path("trail/exports/<slug:mark>/", trail.trail_file, name="trail_file"),
    path("trail/<int:pk>/", trail.trace, name="trace"),
]
