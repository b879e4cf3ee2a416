"""What public credit systems say of a body."""

from typing import ClassVar

from django.db import models

from greenbridge.suppliers.models.supplier import Supplier


class CreditRecord(models.Model):
    """A document about the body that a credit system published (信用记录), with its source and when it was taken over."""

    class Kind(models.TextChoices):
        IDENTITY = "identity", "法人信息"
        LICENCE = "licence", "行政许可"
        PENALTY = "penalty", "行政处罚"
        INCENTIVE = "incentive", "守信激励"
        PUNISHMENT = "punishment", "失信惩戒"

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="credit_records", verbose_name="机构", db_index=False
    )
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    number = models.CharField("文书号", max_length=100)
    title = models.CharField("文书名称或类别", max_length=200, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    authority = models.CharField("决定机关", max_length=100, blank=True)
    authority_code = models.CharField("决定机关的信用代码", max_length=18, blank=True)
    content = models.TextField("内容", blank=True)
    fine = models.BigIntegerField("罚款金额（分）", null=True, blank=True)
    confiscated = models.BigIntegerField("没收金额（分）", null=True, blank=True)
    valid_from = models.DateField("有效期自", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    source = models.CharField("来源", max_length=60)
    fetched_at = models.DateTimeField("取得时间")
    raw = models.JSONField("原始内容", default=dict, help_text="个人姓名已隐去，证件号码不保留。")

    class Meta:
        ordering: ClassVar = ["-decided_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "source", "kind", "number"], name="credit_record_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
