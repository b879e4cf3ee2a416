from django.urls import path

from greenbridge.suppliers.assessment import views

app_name = "assessment"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("open/", views.start, name="open"),
    path("starts/", views.starts, name="starts"),
    path("criteria/", views.criteria, name="criteria"),
    path("criteria/<int:pk>/", views.criteria_set, name="criteria_set"),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/score/", views.score, name="score"),
    path("<int:pk>/recuse/", views.recuse, name="recuse"),
]
