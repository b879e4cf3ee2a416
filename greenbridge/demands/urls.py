from django.urls import path

from greenbridge.demands import views

app_name = "demands"
urlpatterns = [
    path("", views.hall, name="hall"),
    path("new/", views.new, name="new"),
    path("mine/", views.mine, name="mine"),
    path("review/<int:pk>/", views.review, name="review"),
    path("<str:number>/", views.record, name="record"),
    path("<str:number>/edit/<slug:name>/", views.step, name="step"),
    path("<str:number>/files/", views.files, name="files"),
    path("<str:number>/files/<int:pk>/drop/", views.detach, name="detach"),
    path("<str:number>/check/", views.check, name="check"),
    path("<str:number>/submitted/", views.submitted, name="submitted"),
    path("<str:number>/withdraw/", views.withdraw, name="withdraw"),
]
