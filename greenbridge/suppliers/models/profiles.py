"""How lists are read that come again and again."""

from typing import ClassVar

from django.db import models

from greenbridge.reference.models import CredentialKind, Region, ServiceType


class ImportProfile(models.Model):
    """How one authority's list is read, under the name that it is known by (名单方案)."""

    class DateRule(models.TextChoices):
        TYPED = "typed", "由导入人填写"
        FILE_NAME = "file_name", "取文件名中的日期，例如 名单20261101.xlsx"
        TODAY = "today", "取导入当天"

    name = models.CharField("名单名称", max_length=60, unique=True)
    authority = models.CharField("公布机关", max_length=60)
    province = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="省份",
        db_index=False,
        help_text="地址没有写明省份时按这个省份认定。",
    )
    columns = models.JSONField("列对应", default=dict, help_text="列名 → 平台的字段")
    credential_kind = models.ForeignKey(
        CredentialKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="应有的资质",
        db_index=False,
        help_text="没有证书编号的行会标为待核对。",
    )
    service_types = models.ManyToManyField(
        ServiceType,
        blank=True,
        related_name="+",
        verbose_name="默认业务类型",
        help_text="名单没有写明业务类型的，按这些类型登记。",
    )
    date_rule = models.CharField("名单日期", max_length=9, choices=DateRule.choices, default=DateRule.TYPED)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
