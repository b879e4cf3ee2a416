from django.urls import path

from greenbridge.files import views

app_name = "files"
urlpatterns = [path("<str:stored_as>/", views.download, name="download")]
