from django.urls import path

from greenbridge.deals import views
from greenbridge.deals.following import views as following

app_name = "deals"
urlpatterns = [
    path("surveys/", following.surveys, name="surveys"),
    path("opportunities/", views.opportunities, name="opportunities"),
    path("with/<slug:code>/", views.choose, name="choose"),
    path("<slug:number>/", views.overview, name="overview"),
    path("<slug:number>/outcome/", views.outcome, name="outcome"),
    path("<slug:number>/survey/", following.survey, name="survey"),
    path("<slug:number>/respond/", views.respond, name="respond"),
    path("<slug:number>/contact/<slug:code>/", views.contact, name="contact"),
    path("<slug:number>/decline/", views.decline, name="decline"),
    path("<slug:number>/invite/<slug:code>/", views.invite, name="invite"),
]
