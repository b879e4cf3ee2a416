from django.urls import path

from greenbridge.suppliers.confirmation import views

urlpatterns = [
    path("mine/confirmation/", views.confirm, name="confirm"),
    path("confirmations/", views.unconfirmed, name="unconfirmed"),
    path("<slug:code>/late/", views.late, name="late"),
]
