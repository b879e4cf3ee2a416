from django.urls import path

from greenbridge.library.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.documents, name="list"),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/facts/", views.facts, name="facts"),
    path("<int:pk>/publish/", views.publish, name="publish"),
]
