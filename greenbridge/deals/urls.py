from django.urls import path

from greenbridge.deals import views

app_name = "deals"
urlpatterns = [
    path("opportunities/", views.opportunities, name="opportunities"),
    path("with/<str:code>/", views.choose, name="choose"),
    path("<str:number>/", views.overview, name="overview"),
    path("<str:number>/outcome/", views.outcome, name="outcome"),
    path("<str:number>/respond/", views.respond, name="respond"),
    path("<str:number>/decline/", views.decline, name="decline"),
    path("<str:number>/invite/<str:code>/", views.invite, name="invite"),
]
