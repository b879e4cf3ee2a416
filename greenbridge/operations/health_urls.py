from django.urls import re_path

from greenbridge.operations import health_views

app_name = "health"
urlpatterns = [re_path(r"^healthz/?$", health_views.healthz, name="status")]
