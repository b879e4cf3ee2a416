"""From which budget on a public body has to buy through the statutory platform."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from greenbridge.reference.models import Region


class ProcurementLimitQuerySet(models.QuerySet["ProcurementLimit"]):
    def in_force(self, day: dt.date) -> "ProcurementLimitQuerySet":
        return self.filter(Q(effective_until=None) | Q(effective_until__gte=day), effective_from__lte=day)


class ProcurementLimit(models.Model):
    """The limits of a region for one kind of purchase, from a day on (限额标准). Editors keep them in the back office.

    What lies in the region and has no limits of its own follows them. Without amounts nothing has been recorded yet.
    """

    class Kind(models.TextChoices):
        GOODS = "goods", "货物"
        SERVICES = "services", "服务"
        WORKS = "works", "工程"

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="地区")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    procurement = models.BigIntegerField("采购限额（分）", null=True, blank=True)
    tender = models.BigIntegerField("公开招标数额（分）", null=True, blank=True)
    document = models.CharField("依据文件", max_length=200, blank=True, help_text="文件名称和文号。")
    effective_from = models.DateField("施行日期")
    effective_until = models.DateField(
        "施行至", null=True, blank=True, help_text="含这一天；没有期限的不填。"
    )

    objects = ProcurementLimitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["region", "kind", "-effective_from"]
        verbose_name = "限额标准"
        verbose_name_plural = "限额标准"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "kind", "effective_from"],
                name="limit_once_a_day",
                violation_error_message="这个地区的这一类已有同一天施行的标准，请修改那一条。",
            ),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gte=F("effective_from")),
                name="limit_days_in_order",
                violation_error_message="“施行至”不能早于施行日期。",
            ),
            models.CheckConstraint(
                condition=Q(tender=None) | Q(procurement=None) | Q(tender__gte=F("procurement")),
                name="limit_amounts_in_order",
                violation_error_message="公开招标数额不能低于采购限额。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region.full_name}（{self.get_kind_display()}）"
