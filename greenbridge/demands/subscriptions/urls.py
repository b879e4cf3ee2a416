from django.urls import path
from django.views.generic import RedirectView

from greenbridge.demands.subscriptions import views

app_name = "subscriptions"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:heard"), name="mine"),
    path("new/", views.new, name="new"),
    path("<str:token>/", views.one, name="one"),
    path("<str:token>/confirm/", views.confirm, name="confirm"),
    path("<str:token>/stop/", views.stop, name="stop"),
]
