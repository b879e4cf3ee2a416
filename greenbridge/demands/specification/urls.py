from django.urls import path

from greenbridge.demands.specification import views

app_name = "specification"
urlpatterns = [
    path("scenarios/<int:pk>/start/", views.start, name="start"),
    path("<slug:number>/questions/", views.answers, name="answers"),
    path("<slug:number>/specification/", views.clauses, name="clauses"),
    path("<slug:number>/specification/drop/", views.drop, name="drop"),
]
