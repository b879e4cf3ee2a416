from django.urls import path

from greenbridge.library.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.entries, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.entry, name="entry"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/articles/", views.old_and_new, name="articles"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("rechecks/<int:pk>/", views.recheck, name="recheck"),
]
