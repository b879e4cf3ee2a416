"""What follows from a credential's dates: reminders that were sent, types that were not shown for a time."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from greenbridge.reference.models import CredentialKind, ServiceType
from greenbridge.suppliers.models.supplier import Supplier


class ExpiryReminder(models.Model):
    """The supplier was reminded of a credential's end (到期提醒). One row per reminder: none is sent twice.

    It names the paper and does not hang on its row, which may be taken away and put back.
    """

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="expiry_reminders", verbose_name="机构", db_index=False
    )
    kind = models.ForeignKey(
        CredentialKind, models.PROTECT, related_name="+", verbose_name="资质种类", db_index=False
    )
    number = models.CharField("证书编号", max_length=60)
    last_day = models.DateField("有效期至", help_text="提醒时证书载明的日期；换证后重新计")
    stage = models.PositiveSmallIntegerField("提前天数")
    sent_at = models.DateTimeField("提醒时间")

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "kind", "number", "last_day", "stage"], name="reminded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} {self.stage}"


class TypeRestriction(models.Model):
    """A service type was not shown from one day to another, because the required credential was over (业务限制).

    What is shown today follows from the credentials' dates; this is the history of it, and who has been told.
    """

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="restrictions", verbose_name="机构", db_index=False
    )
    service_type = models.ForeignKey(
        ServiceType, models.PROTECT, related_name="+", verbose_name="业务类型", db_index=False
    )
    since = models.DateField("限制起始")
    reason = models.CharField("原因", max_length=200)
    noticed_at = models.DateTimeField("记录时间")
    lifted_at = models.DateTimeField("恢复时间", null=True)
    is_reported = models.BooleanField("已告知协会限制", default=False)
    is_lift_reported = models.BooleanField("已告知协会恢复", default=False)

    class Meta:
        ordering: ClassVar = ["-noticed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "service_type"],
                condition=Q(lifted_at=None),
                name="one_open_restriction_per_type",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["supplier", "-noticed_at"], name="restrictions_of")]

    def __str__(self) -> str:
        return f"{self.supplier} {self.service_type}"
