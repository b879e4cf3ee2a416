"""What the pages of credit information show, and to whom."""

import datetime as dt

from django.db.models import QuerySet

from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock
from greenbridge.suppliers.credit import rules
from greenbridge.suppliers.models import CreditReport, Supplier

# --- Credit reports -----------------------------------------------------------------------------------------


def report_of(supplier: Supplier) -> CreditReport | None:
    """The report that stands on the record: the latest that was checked."""
    passed = supplier.credit_reports.filter(decision=Decision.PASSED)
    return passed.select_related("file").order_by("-issued_on", "-pk").first()


def reports_for(officer: User) -> QuerySet[CreditReport]:
    """What lies with the officer's association; not of the officer's own body."""
    rows = CreditReport.objects.visible_to(officer).exclude(supplier__organisation__members=officer)
    return rows.select_related("supplier__organisation__region", "association", "file", "decided_by")


def to_remind() -> QuerySet[CreditReport]:
    """Checked reports that are too old in thirty days and of which nobody was reminded."""
    soon = clock.today() + dt.timedelta(days=rules.DAYS_OF_WARNING)
    rows = CreditReport.objects.filter(decision=Decision.PASSED, reminded_at=None, last_day__lte=soon)
    return rows.select_related("supplier__organisation")
