from django.urls import path

from greenbridge.accounts import views

app_name = "accounts"
urlpatterns = [
    path("apply/", views.apply, name="apply"),
    path("applied/<int:pk>/", views.applied, name="applied"),
    path("applied/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/members/<int:pk>/remove/", views.remove_member, name="remove_member"),
    path("organisation/members/<int:pk>/offer/", views.offer_ownership, name="offer_ownership"),
    path(
        "organisation/invitations/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"
    ),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("organisation/offer/", views.answer_offer, name="answer_offer"),
    path("organisation/succeed/", views.succeed, name="succeed"),
    path("organisation/leave/", views.leave, name="leave"),
    path("review/<int:pk>/", views.review, name="review"),
    path("contacts/<slug:kind>/<int:pk>/", views.see_contact, name="see_contact"),
    path("staff/", views.staff, name="staff"),
    path("staff/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("terms/", views.give_consent, name="terms"),
    path("terms/withdraw/", views.take_consent_back, name="withdraw_consent"),
    path("terms/<slug:kind>/<int:number>/", views.terms_version, name="terms_version"),
    path("opening/", views.opening, name="opening"),
    path("opening/waiting/", views.waiting, name="waiting"),
    path("roles/", views.role_changes, name="role_changes"),
    path("roles/<int:pk>/", views.role_change, name="role_change"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.account, name="account"),
    path("data/", views.my_data, name="my_data"),
    path("data/export/<slug:kind>/", views.export_my_data, name="export_my_data"),
    path("following/", views.heard, name="heard"),
    path("feedback/", views.reported, name="reported"),
    path("close/", views.close, name="close"),
    path("enter/<slug:uid>/<slug:token>/", views.enter, name="enter"),
    path("security/", views.security, name="security"),
    path("security/sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("security/sessions/end/", views.end_other_sessions, name="end_other_sessions"),
    path("security/set-up/", views.set_up, name="set_up"),
    path("resume/", views.resume, name="resume"),
]
