from django.urls import path

from greenbridge.suppliers.edits import views

urlpatterns = [
    path("<slug:code>/edits/", views.edits, name="edits"),
    path("<slug:code>/edits/<int:pk>/undo/", views.undo, name="undo"),
]
