"""Who reads the files with credit information."""

from typing import Any

from greenbridge.accounts.access import sees_business
from greenbridge.accounts.models import User
from greenbridge.files.models import File
from greenbridge.suppliers.credit import queries
from greenbridge.suppliers.models import CreditCheck, CreditObjection, CreditReport
from greenbridge.suppliers.queries import in_charge_of


def signed_in_read_reports(user: Any, file: File) -> bool:
    """Whoever ``sees_business`` reads the report that stands on a record; the body and the officers in charge read all of its."""
    if not sees_business(user):
        return False
    row = CreditReport.objects.filter(file=file).select_related("supplier").first()
    if row is None:
        return False
    if user.organisation and row.supplier.organisation_id == user.organisation.pk:
        return True
    if row.supplier.is_admitted and queries.report_of(row.supplier) == row:
        return True
    return queries.reports_for(user).filter(pk=row.pk).exists()


def body_and_officers_read_objections(user: Any, file: File) -> bool:
    """What bears an objection out is for the body and for the officers who answer."""
    if not isinstance(user, User):
        return False
    own = CreditObjection.objects.filter(file=file, supplier__organisation__members=user)
    return own.exists() or queries.objections_for(user).filter(file=file).exists()


def officers_read_what_was_seen(user: Any, file: File) -> bool:
    """What an officer saw on a site is for the officers of the body's province."""
    if not isinstance(user, User) or not user.is_officer:
        return False
    rows = CreditCheck.objects.filter(file=file)
    return rows.filter(in_charge_of(user)).exists() or queries.anomalies_for(user).filter(file=file).exists()
