"""What of assessments is kept for three years after their end: words, evidence, ties of officers. Points and results stay."""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.files import services as files
from greenbridge.suppliers.models import Answer, Assessment, Recusal, Scoring


@transaction.atomic
def forget_old() -> int:
    """Words and evidence of assessments that ended, or that nobody has gone on with, three years ago.

    Returns how much went.
    """
    old = _over().values("pk")
    answers = Answer.objects.filter(assessment__in=old)
    kept = files.behind(answers, "file")
    return audit.took_away(
        answers=emptied(answers, note="", file=None),
        scorings=emptied(Scoring.objects.filter(assessment__in=old), notes={}),
        recusals=Recusal.objects.filter(assessment__in=old).delete()[0],
        files=files.destroy(kept),
    )


def _over() -> QuerySet[Assessment]:
    ended = Coalesce("concluded_at", "submitted_at", "opened_at")
    return Assessment.objects.annotate(ended=ended).filter(ended__lt=clock.now() - THREE_YEARS)
