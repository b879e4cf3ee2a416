from django.urls import path

from greenbridge.suppliers.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("bulk/", views.bulk, name="bulk"),
    path("of/<slug:code>/", views.report, name="report"),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/answer/", views.answer, name="answer"),
]
