"""Below the address of a demand, in the room's own name space."""

from django.urls import path

from greenbridge.demands.parts import views

urlpatterns = [
    path("", views.parts, name="parts"),
    path("sites/new/", views.add_site, name="add_site"),
    path("sites/<int:pk>/", views.site, name="site"),
    path("sites/<int:pk>/drop/", views.drop_site, name="drop_site"),
    path("lots/new/", views.add_lot, name="add_lot"),
    path("lots/<int:pk>/", views.lot, name="lot"),
    path("lots/<int:pk>/drop/", views.drop_lot, name="drop_lot"),
    path("lots/sum/", views.take_sum, name="take_sum"),
]
