from django.urls import path

from greenbridge.library.writings import views

app_name = "writings"
urlpatterns = [
    path("", views.writings, name="list"),
    path("<int:pk>/", views.writing, name="record"),
]
