from django.urls import path

from greenbridge.demands.conduct import views

app_name = "conduct"
urlpatterns = [
    path("draws/", views.draws, name="draws"),
    path("draws/<int:pk>/", views.draw, name="draw"),
    path("checks/<int:pk>/", views.check, name="check"),
]
