"""A published text that was misread is put right; what it said before stays beside it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.library.models.works import Version


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def waiting(self) -> "CorrectionQuerySet":
        """Those that another editor has still to look at."""
        return self.filter(decided_at=None)

    def approved(self) -> "CorrectionQuerySet":
        return self.filter(outcome=Correction.Outcome.APPROVED)


class Correction(models.Model):
    """Other words for a published text that was misprinted or split wrongly (更正). No amendment: the law stays as it was.

    ``former`` is what the text said when this was proposed, so that nothing is lost by approving it.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", "采用"
        REFUSED = "refused", "不采用"

    version = models.ForeignKey(Version, models.CASCADE, related_name="corrections", verbose_name="文本")
    former = models.TextField("更正前的全文")
    text = models.TextField("更正后的全文")
    reason = models.CharField("更正的理由", max_length=500)
    reason_is_public = models.BooleanField(
        "理由对读者公开", default=False, db_default=False, help_text="提出时说明了会公开的"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间")
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    note = models.CharField("审核意见", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(decided_at=None), name="one_correction_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}的更正"

    def get_absolute_url(self) -> str:
        return reverse("intake:correction", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None
