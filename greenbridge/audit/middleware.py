"""Tells the trail which network address a request comes from. Writes nothing itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from greenbridge.audit import services


def know_the_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        with services.coming_from(request.META.get("REMOTE_ADDR") or None):
            return get_response(request)

    return middleware
