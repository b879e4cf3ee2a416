"""Pages about papers that end and facts that age."""

from django.http import HttpResponse
from django.shortcuts import render

from greenbridge.accounts.access import SignedIn, officer_only
from greenbridge.suppliers.care import queries
from greenbridge.suppliers.paging import paged


@officer_only
def restrictions(request: SignedIn) -> HttpResponse:
    """The types that are not shown in the officer's province, because a required paper is over."""
    context = paged(request, queries.open_restrictions(request.user))
    return render(request, "suppliers/care/restrictions.html", context)
