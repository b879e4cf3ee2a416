from django.urls import path

from greenbridge.suppliers.suspension import views

app_name = "suspension"
urlpatterns = [
    path("", views.suspensions, name="list"),
    path("of/<slug:code>/", views.suspend, name="suspend"),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/lift/", views.lift, name="lift"),
    path("<int:pk>/appeal/", views.appeal, name="appeal"),
    path("<int:pk>/answer/", views.answer, name="answer"),
]
