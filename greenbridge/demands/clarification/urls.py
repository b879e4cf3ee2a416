from django.urls import path

from greenbridge.demands.clarification import views

app_name = "clarification"
urlpatterns = [
    path("of/<slug:number>/", views.ask, name="ask"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/hide/", views.hide, name="hide"),
]
