from django.urls import path

from greenbridge.ui import views

app_name = "ui"
urlpatterns = [
    path("theme/", views.choose_theme, name="theme"),
    path("ui/", views.guide, name="guide"),
    path("ui/shapes/<slug:name>/", views.shape, name="shape"),
]
