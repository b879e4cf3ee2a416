"""The address that load balancers and watchers ask."""

import ipaddress
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers

from greenbridge.operations import health

ADDRESSES = ("/healthz", "/healthz/")

GetResponse = Callable[[HttpRequest], HttpResponse]


class Asking(HttpRequest):
    """A question on its way to the view, with what was found already."""

    found: health.Health


def tell_when_down(get_response: GetResponse) -> GetResponse:
    """Stands before all that asks the database who somebody is: a house that is down says so, whoever asks, and never fails at it.

    So it is while the database starts, and before its tables are made.
    """

    def middleware(request: Asking) -> HttpResponse:
        if request.path_info not in ADDRESSES:
            return get_response(request)
        request.found = health.look()
        if request.found.status == health.DOWN:
            return _told(request, with_figures=_is_from_here(request))
        return get_response(request)

    return middleware  # type: ignore[return-value]  # a request becomes an Asking here


def healthz(request: Asking) -> JsonResponse:
    """200 while visitors can be served, 503 otherwise. The figures are for staff and for this machine itself."""
    return _told(request, with_figures=_is_from_here(request) or _is_staff(request))


def _told(request: Asking, *, with_figures: bool) -> JsonResponse:
    told: dict[str, object] = dict(request.found.words())
    if with_figures:
        told["details"] = request.found.details()
    answer = JsonResponse(told, status=503 if request.found.status == health.DOWN else 200)
    add_never_cache_headers(answer)
    return answer


def _is_staff(request: HttpRequest) -> bool:
    return not isinstance(request.user, AnonymousUser) and request.user.is_staff_member


def _is_from_here(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
