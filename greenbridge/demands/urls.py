from django.urls import include, path

from greenbridge.demands import views

app_name = "demands"
urlpatterns = [
    path("", views.hall, name="hall"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("new/", views.new, name="new"),
    path("mine/", views.mine, name="mine"),
    path("feed/", views.feed, name="feed"),
    path("deadlines.ics", views.calendar, name="calendar"),
    path("review/<int:pk>/", views.review, name="review"),
    path("<slug:number>/", views.record, name="record"),
    path("<slug:number>/deadline.ics", views.deadline, name="deadline"),
    path("<slug:number>/copy/", views.copy, name="copy"),
    path("<slug:number>/edit/<slug:name>/", views.step, name="step"),
    path("<slug:number>/parts/", include("greenbridge.demands.parts.urls")),
    path("<slug:number>/files/", views.files, name="files"),
    path("<slug:number>/files/<int:pk>/drop/", views.detach, name="detach"),
    path("<slug:number>/check/", views.check, name="check"),
    path("<slug:number>/submitted/", views.submitted, name="submitted"),
    path("<slug:number>/withdraw/", views.withdraw, name="withdraw"),
]
