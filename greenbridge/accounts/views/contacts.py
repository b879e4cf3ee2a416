"""Whoever works with it asks whom to call."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts import contacts
from greenbridge.accounts.access import SignedIn, signed_in


@require_POST
@signed_in
def see_contact(request: SignedIn, kind: str, pk: int) -> HttpResponse:
    """查看联系方式, for whom the page lets ask: shown in its place, so that what is typed further down stays; without a script on its page anew."""
    row = contacts.found(kind, pk, request.user)
    contacts.see(kind, row, officer=request.user)
    if request.headers.get("HX-Request"):
        context = {"contact": contacts.one(kind, row, request.user), "is_asked_here": True}
        return render(request, "accounts/_contact.html", context)
    return redirect(contacts.address(kind, row))
