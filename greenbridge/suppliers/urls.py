from django.urls import path

from greenbridge.suppliers import views

app_name = "suppliers"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("mine/", views.mine, name="mine"),
    path("mine/edit/", views.edit, name="edit"),
    path("mine/activities/add/", views.add_activity, name="add_activity"),
    path("mine/activities/<int:pk>/drop/", views.drop_activity, name="drop_activity"),
    path("mine/credentials/add/", views.add_credential, name="add_credential"),
    path("mine/credentials/<int:pk>/drop/", views.drop_credential, name="drop_credential"),
    path("mine/submit/", views.submit, name="submit"),
    path("review/<int:pk>/", views.review, name="review"),
    path("<slug:code>/", views.record, name="record"),
]
