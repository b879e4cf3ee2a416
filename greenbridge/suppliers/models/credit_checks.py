"""What officers found when they looked at official sites themselves."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.files.models import File
from greenbridge.suppliers.models.credit import CreditRecord
from greenbridge.suppliers.models.supplier import Supplier


class CreditCheckQuerySet(models.QuerySet["CreditCheck"]):
    def open(self) -> Self:
        """Anomalies of which nobody has said yet whether they go on the record."""
        return self.filter(finding=CreditCheck.Finding.ANOMALY, outcome="")


class CreditCheck(models.Model):
    """An officer looked at one official site for a body (人工核查). An anomaly goes on the record by a second officer."""

    class Finding(models.TextChoices):
        CLEAR = "clear", "无异常"
        ANOMALY = "anomaly", "有异常"
        UNAVAILABLE = "unavailable", "无法查询"

    class Outcome(models.TextChoices):
        RECORDED = "recorded", "已登记"
        DROPPED = "dropped", "不登记"

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="credit_checks", verbose_name="机构", db_index=False
    )
    site = models.CharField("网站", max_length=30)
    finding = models.CharField("核查结果", max_length=11, choices=Finding.choices)
    looked_on = models.DateField("查看日期")
    text = models.TextField("情况", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="截图或PDF")
    checked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="核查人", db_index=False
    )
    checked_at = models.DateTimeField("记录时间")
    outcome = models.CharField("复核结果", max_length=8, choices=Outcome.choices, blank=True)
    outcome_note = models.TextField("复核意见", blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="复核人", db_index=False
    )
    settled_at = models.DateTimeField("复核时间", null=True)
    record = models.ForeignKey(
        CreditRecord, models.SET_NULL, null=True, related_name="+", verbose_name="信用记录"
    )

    objects = CreditCheckQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-looked_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(finding="anomaly", settled_at__isnull=False),
                name="only_anomalies_are_settled",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["supplier", "-looked_on"], name="credit_checks_of"),
            models.Index(
                fields=["checked_at"],
                condition=Q(finding="anomaly", outcome=""),
                name="credit_anomalies_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.site_name}"

    def get_absolute_url(self) -> str:
        return reverse("credit:anomaly", args=[self.pk])

    @property
    def site_name(self) -> Any:
        from greenbridge.suppliers.credit.sites import sites

        known = sites().get(self.site)
        return known.name if known else self.site

    @property
    def is_open(self) -> bool:
        return self.finding == self.Finding.ANOMALY and not self.outcome
