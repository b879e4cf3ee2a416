from django.urls import path

from greenbridge.demands.subscriptions import views

app_name = "subscriptions"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("<str:token>/", views.one, name="one"),
    path("<str:token>/confirm/", views.confirm, name="confirm"),
    path("<str:token>/stop/", views.stop, name="stop"),
]
