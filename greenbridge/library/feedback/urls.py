from django.urls import path
from django.views.generic import RedirectView

from greenbridge.library.feedback import views

app_name = "text_feedback"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:reported"), name="mine"),
    path("of/<slug:code>/<slug:day>/", views.report, name="report"),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/answer/", views.answer, name="answer"),
]
