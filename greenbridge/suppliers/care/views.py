"""Pages about papers that end and facts that age."""

from django.http import HttpResponse

from greenbridge.accounts.access import SignedIn, officer_only
from greenbridge.accounts.exports import Table, day
from greenbridge.accounts.paging import listed
from greenbridge.suppliers.care import queries
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.models import TypeRestriction

RESTRICTIONS = Table[TypeRestriction](
    "到期限制",
    (
        *of_body(lambda row: row.supplier),
        ("业务", lambda row: row.service_type.name, 24),
        ("起始", lambda row: day(row.since), 18),
        ("原因", lambda row: row.reason, 40),
    ),
)


@officer_only
def restrictions(request: SignedIn) -> HttpResponse:
    """The types that are not shown in the officer's province, because a required paper is over."""
    rows = queries.open_restrictions(request.user)
    return listed(request, "suppliers/care/restrictions.html", rows, RESTRICTIONS)
