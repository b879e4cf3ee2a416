from django.urls import path
from django.views.generic import RedirectView

from greenbridge.suppliers.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:reported"), name="mine"),
    path("bulk/", views.bulk, name="bulk"),
    path("of/<slug:code>/", views.report, name="report"),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/answer/", views.answer, name="answer"),
]
