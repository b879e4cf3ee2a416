from django.urls import path

from greenbridge.demands.conduct import views

app_name = "conduct"
urlpatterns = [
    path("draws/", views.draws, name="draws"),
    path("draws/<int:pk>/", views.draw, name="draw"),
    path("checks/<int:pk>/", views.check, name="check"),
    path("buyers/", views.buyers, name="buyers"),
    path("buyers/<slug:code>/", views.buyer, name="buyer"),
    path("buyers/<slug:code>/impose/", views.impose, name="impose"),
    path("mine/", views.mine, name="mine"),
    path("sanctions/<int:pk>/", views.sanction, name="sanction"),
    path("sanctions/<int:pk>/appeal/", views.appeal, name="appeal"),
    path("sanctions/<int:pk>/answer/", views.answer, name="answer"),
    path("sanctions/<int:pk>/lift/", views.lift, name="lift"),
    path("complain/<slug:number>/", views.complain, name="complain"),
    path("complaints/", views.complaints, name="complaints"),
    path("complaints/<int:pk>/", views.complaint, name="complaint"),
    path("complaints/<int:pk>/reply/", views.reply, name="reply"),
    path("complaints/<int:pk>/handle/", views.handle, name="handle"),
]
