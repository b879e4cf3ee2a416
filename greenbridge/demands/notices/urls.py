from django.urls import path

from greenbridge.demands.notices import views

app_name = "notices"
urlpatterns = [
    path("review/bulk/", views.bulk, name="bulk"),
    path("review/<int:pk>/", views.review, name="review"),
    path("removals/<int:pk>/", views.removal, name="removal"),
    path("<slug:number>/", views.record, name="record"),
    path("<slug:number>/removal/<int:pk>/", views.ask, name="ask"),
]
