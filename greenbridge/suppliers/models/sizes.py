"""What an enterprise's size was computed from."""

from typing import ClassVar

from django.db import models

from greenbridge.core import money
from greenbridge.reference import sizes
from greenbridge.reference.models import Industry
from greenbridge.suppliers.models.supplier import Supplier


class SizeStatement(models.Model):
    """The figures that a body's size follows from (规模依据), for one year."""

    supplier = models.OneToOneField(
        Supplier, models.CASCADE, related_name="size_statement", verbose_name="机构"
    )
    industry = models.ForeignKey(
        Industry, models.PROTECT, related_name="+", verbose_name="所属行业", db_index=False
    )
    year = models.PositiveSmallIntegerField("数据年度")
    employees = models.PositiveIntegerField("从业人员")
    revenue = models.BigIntegerField("营业收入（分）", null=True, blank=True)
    assets = models.BigIntegerField("资产总额（分）", null=True, blank=True)
    is_self_declared = models.BooleanField("机构自报", default=True)
    stated_at = models.DateTimeField("填写时间")

    class Meta:
        ordering: ClassVar = ["supplier"]

    def __str__(self) -> str:
        return f"{self.supplier} {self.year}"

    @property
    def basis(self) -> str:
        """Which rule and which figures the size follows from, for people."""
        branch = sizes.branch_of(self.industry_id)
        if branch is None:
            return ""
        told = {
            "employees": f"{self.employees}人",
            "revenue": money.format_wan(self.revenue),
            "assets": money.format_wan(self.assets),
        }
        figures = "，".join(f"{sizes.FIGURES[figure]}{told[figure]}" for figure, *_ in branch.limits)
        whose = "机构自报" if self.is_self_declared else "有据可查"
        return f"{branch.name}，{self.year}年{figures}（{whose}），按{sizes.SOURCE}计算"
