from django.urls import path

from greenbridge.accounts.views.sign_in import signs_in
from greenbridge.portal import demo_views

app_name = "demo"
urlpatterns = [
    path("mail/", demo_views.mail, name="mail"),
    path("", signs_in(demo_views.people), name="people"),
    path("enter/<int:pk>/", demo_views.enter, name="enter"),
]
