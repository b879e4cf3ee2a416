"""The door of the back office, before every address that Wagtail brings, and the policy that its pages run under."""

from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from wagtail.admin.views.chooser import ExternalLinkView
from wagtail.admin.views.pages.ordering import SetPagePositionView
from wagtail.models import Page

from greenbridge.accounts.access import View, only
from greenbridge.audit.once import KEPT
from greenbridge.portal.editing import one_act

# Wagtail's own pages carry inline scripts and styles; this is the narrowest policy they run under. Editors only.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


def for_editors(view: View) -> View:
    """Let in who may enter; for whoever else has signed in there is nothing, and a visitor is asked to sign in.

    Wagtail itself would send a signed-in person to the page for signing in, which sends them back.
    """

    @wraps(view)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        setattr(request, KEPT, True)
        with one_act() if request.method == "POST" else nullcontext():
            response = view(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Frame-Options"] = "SAMEORIGIN"  # an editor's page shows how its text will look
        return response

    return only(lambda user: user.has_perm("wagtailadmin.access_admin"))(within)


def nothing(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """In the place of addresses that Wagtail always brings and that fail where nothing can be made."""
    raise Http404


@for_editors
def set_position(request: HttpRequest, page_to_move_id: int) -> HttpResponse:
    """Wagtail's answer to a page that was dragged to another place in its list. It fails over the root of all pages."""
    get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_to_move_id)
    answer: HttpResponse = SetPagePositionView.as_view()(request, page_to_move_id)
    return answer


@for_editors
def link_elsewhere(request: HttpRequest) -> HttpResponse:
    """Wagtail's form for the address of a link. It fails over one that was sent without its field."""
    if request.method == "POST" and "external-link-chooser-url" not in request.POST:
        raise Http404
    answer: HttpResponse = ExternalLinkView.as_view()(request)
    return answer
