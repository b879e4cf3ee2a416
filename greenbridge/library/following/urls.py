from django.urls import path
from django.views.generic import RedirectView

from greenbridge.library.following import views

app_name = "follows"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:heard"), name="mine"),
    path("new/", views.new, name="new"),
    path("choose/", views.choose, name="choose"),
    path("new/topic/<slug:slug>/", views.new_of_topic, name="new_of_topic"),
    path("new/<slug:code>/", views.new_of_work, name="new_of_work"),
    path("feed/", views.feed, name="feed"),
    path("feed/topic/<slug:slug>/", views.feed_of_topic, name="feed_of_topic"),
    path("feed/<slug:code>/", views.feed_of_work, name="feed_of_work"),
    path("<str:token>/", views.one, name="one"),
    path("<str:token>/confirm/", views.confirm, name="confirm"),
    path("<str:token>/stop/", views.stop, name="stop"),
]
