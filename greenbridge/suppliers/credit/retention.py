"""What of credit information is kept for three years after its end: files, what was refused, what records said before."""

from django.db import transaction
from django.db.models.functions import Coalesce

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.suppliers.models import CreditCheck, CreditEntry, CreditReport, CreditRun

Status = CreditRun.Status


@transaction.atomic
def forget_old() -> int:
    """Records themselves stay, for they are public. Returns how much went."""
    touched = Coalesce("finished_at", "started_at")
    old = CreditRun.objects.annotate(touched=touched).filter(touched__lt=clock.now() - THREE_YEARS)
    kept = list(File.objects.filter(pk__in=old.filter(file__isnull=False).values("file")))
    old.filter(status=Status.PREVIEW).update(status=Status.STOPPED)
    reports = CreditReport.objects.decided_before(clock.now() - THREE_YEARS)
    kept += File.objects.filter(pk__in=reports.filter(file__isnull=False).values("file"))
    seen = CreditCheck.objects.annotate(touched=Coalesce("settled_at", "checked_at"))
    seen = seen.filter(touched__lt=clock.now() - THREE_YEARS)
    kept += File.objects.filter(pk__in=seen.filter(file__isnull=False).values("file"))
    nothing = {"text": "", "outcome_note": "", "file": None}
    counts = {
        "credit_checks": seen.exclude(**nothing).update(**nothing),
        "credit_reports": reports.exclude(reasons="", file=None).update(reasons="", file=None),
        "credit_entries": CreditEntry.objects.filter(run__in=old.values("pk")).delete()[0],
        "credit_runs": old.exclude(faults=[], sample=[], file=None).update(faults=[], sample=[], file=None),
        "files": files.destroy(kept),
    }
    if any(counts.values()):
        audit.record("retention.applied", actor=None, after=counts)
    return sum(counts.values())
