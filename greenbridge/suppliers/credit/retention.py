"""What of credit information is kept for three years after its end: files, what was refused, what records said before."""

from django.db import transaction
from django.db.models.functions import Coalesce

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.files import services as files
from greenbridge.suppliers.models import CreditCheck, CreditEntry, CreditObjection, CreditReport, CreditRun

Status = CreditRun.Status


@transaction.atomic
def forget_old() -> int:
    """Records themselves stay, for they are public. Returns how much went."""
    since = clock.now() - THREE_YEARS
    runs = CreditRun.objects.annotate(touched=Coalesce("finished_at", "started_at")).filter(touched__lt=since)
    reports = CreditReport.objects.decided_before(since)
    objections = CreditObjection.objects.decided_before(since)
    objections = objections.exclude(decision__in=CreditObjection.OPEN)
    seen = CreditCheck.objects.annotate(touched=Coalesce("settled_at", "checked_at"))
    seen = seen.filter(touched__lt=since)
    kept = [file for rows in (runs, reports, objections, seen) for file in files.behind(rows, "file")]
    runs.filter(status=Status.PREVIEW).update(status=Status.STOPPED)
    return audit.took_away(
        credit_checks=emptied(seen, text="", outcome_note="", file=None),
        credit_objections=emptied(objections, statement="", reasons="", file=None),
        credit_reports=emptied(reports, reasons="", file=None),
        credit_entries=CreditEntry.objects.filter(run__in=runs.values("pk")).delete()[0],
        credit_runs=emptied(runs, faults=[], sample=[], file=None),
        files=files.destroy(kept),
    )
