from django.urls import path

from greenbridge.library.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.documents, name="list"),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/facts/", views.facts, name="facts"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/set-aside/", views.set_aside, name="set_aside"),
    path("<int:pk>/take-up/", views.take_up, name="take_up"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("corrections/<int:pk>/", views.correction, name="correction"),
]
