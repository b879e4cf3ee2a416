from django.urls import path

from greenbridge.library.finding import views

app_name = "law"
urlpatterns = [
    path("", views.hall, name="hall"),
    path("search/suggest/", views.suggest, name="suggest"),
]
