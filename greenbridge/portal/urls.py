from django.urls import path

from greenbridge.portal import views

app_name = "portal"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("figures/", views.figures, name="figures"),
    path("privacy/register/", views.privacy_register, name="privacy_register"),
    path("desk/", views.desk, name="desk"),
    path("desk/workload/", views.workload, name="workload"),
    path("desk/<slug:key>/", views.desk, name="queue"),
    path("classroom/", views.soon, {"room": "classroom"}, name="classroom"),
    path("answers/", views.soon, {"room": "answers"}, name="answers"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
