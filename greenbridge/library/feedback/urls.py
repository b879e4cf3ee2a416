from django.urls import path

from greenbridge.library.feedback import views

app_name = "text_feedback"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("of/<slug:code>/<slug:day>/", views.report, name="report"),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/answer/", views.answer, name="answer"),
]
