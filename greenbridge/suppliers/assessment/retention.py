"""What of assessments is kept for three years after their end: words, evidence, ties of officers. Points and results stay."""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.suppliers.models import Answer, Assessment, Recusal, Scoring


@transaction.atomic
def forget_old() -> int:
    """Words and evidence of assessments that ended, or that nobody has gone on with, three years ago.

    Returns how much went.
    """
    old = _over().values("pk")
    answers = Answer.objects.filter(assessment__in=old)
    kept = list(File.objects.filter(pk__in=answers.filter(file__isnull=False).values("file")))
    counts = {
        "answers": answers.exclude(note="", file=None).update(note="", file=None),
        "scorings": Scoring.objects.filter(assessment__in=old).exclude(notes={}).update(notes={}),
        "recusals": Recusal.objects.filter(assessment__in=old).delete()[0],
        "files": files.destroy(kept),
    }
    if any(counts.values()):
        audit.record("retention.applied", actor=None, after=counts)
    return sum(counts.values())


def _over() -> QuerySet[Assessment]:
    ended = Coalesce("concluded_at", "submitted_at", "opened_at")
    return Assessment.objects.annotate(ended=ended).filter(ended__lt=clock.now() - THREE_YEARS)
