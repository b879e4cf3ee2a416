from django.urls import path

from greenbridge.suppliers.confirmation import views

urlpatterns = [
    path("mine/confirmation/", views.confirm, name="confirm"),
    path("confirmations/", views.unconfirmed, name="unconfirmed"),
    path("late/<int:pk>/withdraw/", views.withdraw_late, name="withdraw_late"),
    path("<slug:code>/late/", views.late, name="late"),
]
