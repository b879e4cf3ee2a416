from django.urls import path

from greenbridge.suppliers.notes import views

app_name = "notes"
urlpatterns = [
    path("of/<slug:code>/", views.notes, name="list"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
]
