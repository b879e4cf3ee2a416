from django.urls import path

from greenbridge.suppliers.guides import views

app_name = "guides"
urlpatterns = [
    path("", views.guides, name="list"),
    path("<int:pk>/", views.guide, name="guide"),
]
