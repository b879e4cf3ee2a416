from django.urls import path

from greenbridge.suppliers.credit import views

app_name = "credit"
urlpatterns = [
    path("report/", views.submit, name="submit"),
    path("report/<int:pk>/", views.report, name="report"),
]
