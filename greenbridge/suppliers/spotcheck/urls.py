from django.urls import path

from greenbridge.suppliers.spotcheck import views

app_name = "spotcheck"
urlpatterns = [
    path("", views.draws, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.draw, name="draw"),
    path("<int:pk>/population.csv", views.population, name="population"),
    path("of/<int:pk>/", views.check, name="check"),
    path("of/<int:pk>/find/", views.find, name="find"),
    path("of/<int:pk>/correct/", views.correct, name="correct"),
    path("of/<int:pk>/close/", views.close, name="close"),
]
