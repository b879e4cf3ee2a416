"""What holds for every page, whichever room it comes from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

GetResponse = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")

# Wagtail's own pages carry inline scripts and styles; this is the narrowest policy they run under. Staff only.
BACKOFFICE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


def refuse_unused_methods(get_response: GetResponse) -> GetResponse:
    """Plain views answer TRACE and anything else with 200; here only the methods we use reach a view."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        response = get_response(request)
        if request.path.startswith("/backoffice/"):
            response.headers["Content-Security-Policy"] = BACKOFFICE_POLICY
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    return middleware


def keep_private_pages_private(get_response: GetResponse) -> GetResponse:
    """A page made for a signed-in person is never stored by a shared machine's browser or a proxy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware
