"""What the pages of credit information show, and to whom."""

import datetime as dt

from django.db.models import Q, QuerySet

from greenbridge.accounts.models import Association, Organisation, User
from greenbridge.accounts.reviews import Decision
from greenbridge.accounts.workload import Done, Load, by_person, load, load_up_to
from greenbridge.core import clock
from greenbridge.suppliers.credit import rules, sites
from greenbridge.suppliers.models import CreditCheck, CreditObjection, CreditRecord, CreditReport, Supplier
from greenbridge.suppliers.queries import in_charge_of, of_associations

MOST_DUE = 500
A_WEEK = dt.timedelta(days=7)

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


# --- Objections ---------------------------------------------------------------------------------------------


def records_about(body: Organisation) -> QuerySet[CreditRecord]:
    return CreditRecord.objects.filter(supplier__organisation=body).select_related("supplier__organisation")


def objections_for(officer: User) -> QuerySet[CreditObjection]:
    """What lies with the officer's association, answered or not; not of the officer's own body."""
    rows = CreditObjection.objects.visible_to(officer).exclude(supplier__organisation__members=officer)
    return rows.select_related(
        "supplier__organisation__region", "record", "association", "file", "submitted_by", "decided_by"
    )


def objections_to_answer(officer: User) -> QuerySet[CreditObjection]:
    """With those that wait for their source to say more."""
    return objections_for(officer).filter(decision__in=CreditObjection.OPEN)


def load_of_objections(association: Association) -> Load:
    rows = CreditObjection.objects.filter(association=association, decision__in=CreditObjection.OPEN)
    return load(rows, since="submitted_at", late=Q(due_at__lt=clock.now()))


# --- Looking at official sites ------------------------------------------------------------------------------


def latest_looks(supplier: Supplier) -> dict[str, CreditCheck | None]:
    """The latest look at each site; None of a site that nobody looked at."""
    latest: dict[str, CreditCheck | None] = dict.fromkeys(sites.sites())
    rows = supplier.credit_checks.select_related("file", "checked_by", "settled_by")
    for row in rows.order_by("looked_on", "pk"):
        if row.site in latest:
            latest[row.site] = row
    return latest


def looked_on(supplier: Supplier) -> dt.date | None:
    """When somebody last looked at a site that answered."""
    answered = supplier.credit_checks.exclude(finding=CreditCheck.Finding.UNAVAILABLE)
    return answered.values_list("looked_on", flat=True).first()


def due(officer: User) -> QuerySet[Supplier]:
    """The listed bodies of the officer's province that are due, the longest first; at most ``MOST_DUE`` and one.

    Bounded, because in a new directory everybody is due.
    """
    rows = _due(in_charge_of(officer, "organisation"))
    return rows.select_related("organisation__region").order_by("credit_due_on")[: MOST_DUE + 1]


def _due(where: Q) -> QuerySet[Supplier]:
    listed = Supplier.objects.filter(where, status=Supplier.Status.LISTED, merged_into=None)
    return listed.filter(credit_due_on__lte=clock.today())


def load_of_due(association: Association) -> Load:
    """Bounded as the list is: every body counts, other than on the desk, up to ``MOST_DUE``."""
    rows = _due(of_associations([association], "organisation"))
    return load_up_to(MOST_DUE, rows, since="credit_due_on", late=clock.today() - rules.GRACE)


def load_of_anomalies(association: Association) -> Load:
    rows = CreditCheck.objects.filter(of_associations([association])).open()
    return load(rows, since="checked_at", late=Q(checked_at__lt=clock.now() - A_WEEK))


def settled_by(association: Association, after: dt.datetime) -> Done:
    rows = CreditCheck.objects.filter(of_associations([association]), settled_at__gte=after)
    return by_person(rows, "settled_by")


def anomalies_for(officer: User) -> QuerySet[CreditCheck]:
    """Anomalies of bodies in the officer's province; those that wait for a week are seen by the leading one too."""
    late = (
        Q(checked_at__lt=clock.now() - A_WEEK) if any(a.leads for a in officer.associations) else Q(pk=None)
    )
    rows = CreditCheck.objects.filter(in_charge_of(officer) | late, finding=CreditCheck.Finding.ANOMALY)
    rows = rows.exclude(supplier__organisation__members=officer)
    return rows.select_related("supplier__organisation__region", "file", "checked_by", "settled_by", "record")


def anomalies_to_settle(officer: User) -> QuerySet[CreditCheck]:
    """Those that this officer may settle: what a colleague has found."""
    return anomalies_for(officer).filter(outcome="").exclude(checked_by=officer).order_by("checked_at", "pk")
