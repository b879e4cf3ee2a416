from django.urls import path

from greenbridge.demands.amendments import views

app_name = "amendments"
urlpatterns = [
    path("review/<int:pk>/", views.review, name="review"),
    path("of/<slug:number>/", views.new, name="new"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
