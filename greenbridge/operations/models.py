"""What the keepers of the house leave behind: verifications of the trail, and what was handed out of it."""

from typing import ClassVar

from django.db import models

from greenbridge.accounts.models import User


class TrailCheck(models.Model):
    """A verification of the trail and what it found (操作记录校验). Without ``finished_at`` it is under way."""

    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="发起人")
    asked_at = models.DateTimeField("发起时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    records = models.BigIntegerField("记录数", default=0)
    broken = models.BigIntegerField("不符之处", default=0)
    first_broken = models.JSONField("第一处不符", null=True)
    heads = models.PositiveIntegerField("链首文件行数", default=0, db_default=0)
    heads_missing = models.PositiveIntegerField("链首文件少了的行数", default=0, db_default=0)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class TrailExport(models.Model):
    """A part of the trail that somebody took out of the house (操作记录导出), known by the mark in each of its rows."""

    class Kind(models.TextChoices):
        XLSX = "xlsx", "Excel 表格（.xlsx）"
        CSV = "csv", "文本表格（.csv）"

    mark = models.CharField("导出编号", max_length=24, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="导出人")
    made_at = models.DateTimeField("导出时间")
    filters = models.JSONField("筛选条件")
    purpose = models.CharField("用途", max_length=200)
    kind = models.CharField("格式", max_length=4, choices=Kind.choices)
    rows = models.PositiveIntegerField("记录数")

    def __str__(self) -> str:
        return self.mark
