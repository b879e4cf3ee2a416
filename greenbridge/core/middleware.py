"""What holds for every page, whichever room it comes from."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

GetResponse = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST")


def know_the_visitor_behind_the_proxy(get_response: GetResponse) -> GetResponse:
    """Behind our own proxy every connection comes from it; the address that it saw stands in X-Real-IP.

    The header counts only where the installation says that a proxy stands in front and overwrites it: anywhere else
    a visitor could write it, and with it the trail, the lock-out and the demo's loopback guard.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        seen = request.META.get("HTTP_X_REAL_IP", "")
        if settings.BEHIND_PROXY and seen:
            request.META["REMOTE_ADDR"] = seen
        return get_response(request)

    return middleware


# What every answer says, a redirect, a file and an error too, unless its maker has said something stricter.
HOUSE_RULES = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
    "geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def carry_the_house_rules(get_response: GetResponse) -> GetResponse:
    """Stands outside everything that may answer, so that no answer is without them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HOUSE_RULES.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """A NUL character is nothing a person types and nothing PostgreSQL can hold: such a request is malformed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        sent = [request.GET, request.POST] if request.method == "POST" else [request.GET]
        if any(
            "\x00" in text
            for data in sent
            for values in data.lists()
            for text in (values[0], *map(str, values[1]))
        ):
            raise BadRequest("a NUL character was sent")
        return get_response(request)

    return middleware


def refuse_unused_methods(get_response: GetResponse) -> GetResponse:
    """Plain views answer OPTIONS, TRACE and anything else with the page; here only the methods we use reach a view."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return get_response(request)

    return middleware


def keep_private_pages_private(get_response: GetResponse) -> GetResponse:
    """A page made for a signed-in person is never stored by a shared machine's browser or a proxy.

    Nor is one with a form for a visitor: brought back from the browser's memory it would come with its old key.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        has_a_form = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
        if (request.user.is_authenticated or has_a_form) and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware
