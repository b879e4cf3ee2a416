from django.urls import path

from greenbridge.suppliers.credit import views

app_name = "credit"
urlpatterns = [
    path("report/", views.submit, name="submit"),
    path("due/", views.due, name="due"),
    path("of/<str:code>/", views.check, name="check"),
    path("anomaly/<int:pk>/", views.anomaly, name="anomaly"),
    path("report/<int:pk>/", views.report, name="report"),
]
