from django.urls import path

from greenbridge.messaging import views

app_name = "messaging"
urlpatterns = [path("", views.inbox, name="inbox"), path("read/", views.read_all, name="read_all")]
