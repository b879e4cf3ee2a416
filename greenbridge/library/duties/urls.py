from django.urls import path

from greenbridge.library.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("duties/", views.table, name="list"),
    path("try/", views.look, name="look"),
    path("profile/", views.profile, name="profile"),
    path("profile/forget/", views.forget, name="forget"),
    path("profile/address/", views.renew, name="renew"),
    path("<int:pk>/done/", views.done, name="done"),
    path("<int:pk>/reminders/", views.reminders, name="reminders"),
    path("<str:key>.ics", views.feed, name="feed"),
]
