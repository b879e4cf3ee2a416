"""Every address of the site. The last line hands what is left to the pages that editors write."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from greenbridge.accounts.views import sign_in
from greenbridge.portal.backoffice import for_editors, link_elsewhere, nothing, set_position

# Wagtail brings doors of its own, which know neither codes nor second factors and write nothing down.
in_by_the_front_door = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("greenbridge.portal.urls")),
    path("", include("greenbridge.ui.urls")),
    path("suppliers/imports/", include("greenbridge.suppliers.import_urls")),
    path("suppliers/assessment/", include("greenbridge.suppliers.assessment.urls")),
    path("spot-checks/", include("greenbridge.suppliers.spotcheck.urls")),
    path("suppliers/suspensions/", include("greenbridge.suppliers.suspension.urls")),
    path("suppliers/feedback/", include("greenbridge.suppliers.feedback.urls")),
    path("suppliers/notes/", include("greenbridge.suppliers.notes.urls")),
    path("suppliers/credit/", include("greenbridge.suppliers.credit.urls")),
    path("suppliers/", include("greenbridge.suppliers.urls")),
    path("library/", include("greenbridge.library.writings.urls")),
    path("guides/", include("greenbridge.suppliers.guides.urls")),
    path("library/intake/", include("greenbridge.library.intake.urls")),
    path("library/ledger/", include("greenbridge.library.ledger.urls")),
    path("library/follow/", include("greenbridge.library.following.urls")),
    path("library/feedback/", include("greenbridge.library.feedback.urls")),
    path("library/calendar/", include("greenbridge.library.duties.urls")),
    path("library/", include("greenbridge.library.finding.urls")),
    path("library/", include("greenbridge.library.urls")),
    path("demands/notices/", include("greenbridge.demands.notices.urls")),
    path("demands/subscriptions/", include("greenbridge.demands.subscriptions.urls")),
    path("demands/conduct/", include("greenbridge.demands.conduct.urls")),
    path("demands/questions/", include("greenbridge.demands.clarification.urls")),
    path("demands/amendments/", include("greenbridge.demands.amendments.urls")),
    path("demands/", include("greenbridge.demands.specification.urls")),
    path("demands/", include("greenbridge.demands.urls")),
    path("deals/", include("greenbridge.deals.urls")),
    path("accounts/", include("greenbridge.accounts.urls")),
    path("accounts/", include("greenbridge.accounts.sign_in_urls")),
    path("", include("greenbridge.operations.health_urls")),
    path("operations/", include("greenbridge.operations.urls")),
    path("connectors/", include("greenbridge.connectors.urls")),
    path("messages/", include("greenbridge.messaging.urls")),
    path("files/", include("greenbridge.files.urls")),
    path("reference/", include("greenbridge.reference.urls")),
    path("backoffice/login/", in_by_the_front_door),
    path("_util/login/", in_by_the_front_door),
    path("backoffice/logout/", sign_in.logout),
    # Its page of one's account takes in pictures that nobody checks, and names that nobody is called by.
    path("backoffice/account/", RedirectView.as_view(pattern_name="accounts:security")),
    # An address that fails on purpose.
    path("backoffice/failwhale/", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    # No page of ours can show an image from there.
    path("backoffice/images/", for_editors(nothing)),
    path("backoffice/images/<path:rest>", for_editors(nothing)),
    path("backoffice/bulk/wagtailimages/<path:rest>", for_editors(nothing)),
    path("backoffice/snippets/choose/<str:room>/<str:kind>/create/", for_editors(nothing)),
    path("backoffice/pages/<int:page_to_move_id>/set_position/", set_position),
    path("backoffice/choose-external-link/", link_elsewhere),
    path("backoffice/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, for_editors))),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("greenbridge.portal.demo_urls")))
urlpatterns.append(path("", include(wagtail_urls)))

handler400 = "greenbridge.portal.views.bad_request"
handler403 = "greenbridge.portal.views.forbidden"
handler404 = "greenbridge.portal.views.not_found"
handler500 = "greenbridge.portal.views.broken"
