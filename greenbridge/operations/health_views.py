"""The address that load balancers and watchers ask."""

import ipaddress

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from greenbridge.operations import health


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while visitors can be served, 503 otherwise. The figures are for staff and for this machine itself."""
    found = health.look()
    told: dict[str, object] = dict(found.words())
    if _may_see_figures(request):
        told["details"] = found.details()
    return JsonResponse(told, status=503 if found.status == health.DOWN else 200)


def _may_see_figures(request: HttpRequest) -> bool:
    if _is_this_machine(request.META.get("REMOTE_ADDR", "")):
        return True
    try:
        return not isinstance(request.user, AnonymousUser) and request.user.is_staff_member
    except DatabaseError:  # who asks stands in the database that does not answer
        return False


def _is_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
