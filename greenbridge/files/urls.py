from django.urls import path

from greenbridge.files import views

app_name = "files"
urlpatterns = [path("<slug:stored_as>/", views.download, name="download")]
