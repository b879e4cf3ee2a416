from django.urls import path

from greenbridge.suppliers.credit import objection_views, views

app_name = "credit"
urlpatterns = [
    path("report/", views.submit, name="submit"),
    path("objections/", objection_views.objections, name="objections"),
    path("objections/of/<int:pk>/", objection_views.submit, name="object"),
    path("objections/<int:pk>/", objection_views.objection, name="objection"),
    path("due/", views.due, name="due"),
    path("of/<str:code>/", views.check, name="check"),
    path("anomaly/<int:pk>/", views.anomaly, name="anomaly"),
    path("report/<int:pk>/", views.report, name="report"),
]
