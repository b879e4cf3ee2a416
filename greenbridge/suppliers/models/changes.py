"""What a body says has changed of its key facts."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Review
from greenbridge.files.models import File
from greenbridge.reference.models import Region
from greenbridge.suppliers.models.confirmations import LateReport
from greenbridge.suppliers.models.supplier import Supplier


class KeyChange(Review):
    """The body reports that a key fact has changed (变更申报). Passed, its record says so.

    ``reported_on`` is the day on which it was first reported: what came back and was handed in again is no later.
    """

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="key_changes", verbose_name="机构", db_index=False
    )
    fact = models.CharField("变更的事项", max_length=12, choices=LateReport.Fact.choices)
    before = models.CharField("原来的内容", max_length=300, blank=True)
    value = models.CharField("变更后的内容", max_length=200, blank=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="所在地区",
        db_index=False,
        help_text="只有地址有",
    )
    changed_on = models.DateField("变更日期")
    reported_on = models.DateField("申报日期")
    is_late = models.BooleanField("变更一个月后申报")
    proof = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="证明材料")
    submitted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="提交人", db_index=False
    )

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "fact"], condition=Q(decision="waiting"), name="one_open_change_per_fact"
            ),
            models.CheckConstraint(
                condition=Q(reported_on__gte=F("changed_on")), name="key_change_has_happened"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["supplier", "-submitted_at"], name="key_changes_of")]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.get_fact_display()}变更"

    def get_absolute_url(self) -> str:
        return reverse("suppliers:key_change", args=[self.pk])

    @property
    def written(self) -> str:
        """What it is now, for the body and its officers."""
        return f"{self.region.full_name} {self.value}" if self.region and self.value else self.value
