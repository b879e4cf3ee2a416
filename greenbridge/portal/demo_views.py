"""One-click sign-in to the demo accounts. Exists in demo mode only, and answers loopback addresses only."""

import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.services import sign_in
from greenbridge.messaging.models import Letter
from greenbridge.portal.demo import credit_code_for

SPARE_NUMBERS = range(950, 1000)


def _only_here(request: HttpRequest) -> None:
    address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 — means: unknown
    if not settings.DEMO or not address.is_loopback:
        raise Http404


def people(request: HttpRequest) -> HttpResponse:
    _only_here(request)
    rows = User.objects.filter(is_demo=True, is_active=True).prefetch_related("grants__association")
    return render(request, "portal/demo.html", {"people": rows.order_by("pk"), "spare_code": spare_code()})


def spare_code() -> str:
    """A valid credit code that nobody holds yet, for whoever signs up and has a body verified."""
    codes = [credit_code_for("310118", number) for number in SPARE_NUMBERS]
    held = set(Organisation.objects.filter(credit_code__in=codes).values_list("credit_code", flat=True))
    return next((code for code in codes if code not in held), codes[-1])


@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    _only_here(request)
    person = get_object_or_404(User, pk=pk, is_demo=True, is_active=True)
    sign_in.come_in(request, person, how="demo")
    return redirect("portal:desk")


def mail(request: HttpRequest) -> HttpResponse:
    """演示信箱: the short messages and mails that a real installation would have sent to addresses."""
    _only_here(request)
    return render(request, "portal/demo_mail.html", {"letters": Letter.objects.all()[:50]})
