from django.urls import path

from greenbridge.library.definitions import views as definitions
from greenbridge.library.writings import views

app_name = "writings"
urlpatterns = [
    path("writings/", views.writings, name="list"),
    path("writings/<int:pk>/", views.writing, name="record"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("terms/", views.terms, name="terms"),
    path("terms/defined/", definitions.defined, name="defined"),
]
