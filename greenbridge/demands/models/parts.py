"""What a demand is made of: the sites where the work is done, and the lots that may go to different suppliers."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from greenbridge.demands.models.demand import Demand, written_wastes
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory


class Site(models.Model):
    """One of several places for which a demand asks (点位). The demand's own region stays the leading one."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="sites", verbose_name="需求")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("点位名称", max_length=40, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在地")
    address = models.CharField("地址", max_length=200, blank=True)
    need = models.CharField("需要做什么", max_length=200)
    quantity = models.CharField("数量或范围", max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["demand", "number"], name="one_site_per_number")
        ]

    def __str__(self) -> str:
        return self.name or f"点位{self.number}"

    @property
    def shown_name(self) -> str:
        """As everybody sees it: the name of a works would tell who a masked buyer is."""
        return f"点位{self.number}" if self.demand.is_masked else str(self)

    @property
    def shown_address(self) -> str:
        return "" if self.demand.is_masked else self.address


class LotQuerySet(models.QuerySet["Lot"]):
    def standing(self) -> "LotQuerySet":
        """What may be responded to: no change notice has ended it."""
        return self.filter(ended_at=None)


class Lot(models.Model):
    """A piece of a demand that suppliers answer for itself (标段). Its types and wastes are some of the demand's.

    One that a change notice has ended keeps its number and its responses, and is not answered any more.
    """

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="lots", verbose_name="需求")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("标段名称", max_length=60)
    service_types = models.ManyToManyField(ServiceType, related_name="+", verbose_name="需求类型")
    wastes = models.ManyToManyField(WasteCategory, related_name="+", blank=True, verbose_name="危废类别")
    waste_codes = models.JSONField("废物代码", default=list, blank=True)
    description = models.TextField("标段说明", blank=True, max_length=2000)
    budget_kind = models.CharField(
        "预算方式",
        max_length=12,
        choices=Demand.BudgetKind.choices,
        default=Demand.BudgetKind.NEGOTIABLE,
    )
    budget_min = models.BigIntegerField("预算下限（分）", null=True, blank=True)
    budget_max = models.BigIntegerField("预算上限（分）", null=True, blank=True)
    credentials = models.ManyToManyField(
        CredentialKind, related_name="+", blank=True, verbose_name="要求的资质"
    )
    sites = models.ManyToManyField(Site, related_name="lots", blank=True, verbose_name="点位")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True, help_text="由变更公告终止")

    objects = LotQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["demand", "number"], name="one_lot_per_number"),
            models.CheckConstraint(
                condition=Q(budget_min=None) | Q(budget_max=None) | Q(budget_max__gte=F("budget_min")),
                name="lot_budget_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"标段{self.number} {self.title}"

    @property
    def wastes_written(self) -> str:
        return written_wastes(self.wastes.all(), self.waste_codes)
