"""Who said what of a body, what of it was settled, and what it was called before."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from greenbridge.accounts.models import User
from greenbridge.reference.models import Region
from greenbridge.suppliers.models.supplier import Supplier


class Statement(models.Model):
    """What one source says of one fact (来源说法): the newest, as it stood there and as it is read.

    Name, address and size have a statement of each source. Of the rest a list's row says it, as it was; statements are
    made of it where lists differ (``imports.rereading``).
    """

    class Field(models.TextChoices):
        NAME = "name", "名称"
        ADDRESS = "address", "地址"
        SIZE = "size", "企业规模"
        ESTABLISHED = "established_on", "成立日期"
        KIND = "kind", "企业类型"
        CAPITAL = "capital", "注册资本"
        SCOPE = "scope", "经营范围"

    class Kind(models.TextChoices):
        OFFICIAL = "official", "官方名单"
        IMPORTED = "imported", "导入名单"
        DECLARED = "declared", "机构自报"
        CHECKED = "checked", "协会核验"

    ITSELF = "机构自报"
    """The source of what a body says of itself."""

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="statements", verbose_name="机构", db_index=False
    )
    field = models.CharField("项目", max_length=14, choices=Field.choices)
    kind = models.CharField("来源种类", max_length=8, choices=Kind.choices)
    source = models.CharField("来源", max_length=60)
    stated_at = models.DateTimeField("时间")
    raw = models.TextField("原始内容")
    value = models.TextField("内容", blank=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="所在地区",
        db_index=False,
        help_text="只有地址有",
    )

    class Meta:
        ordering: ClassVar = ["field", "stated_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "field", "source"], name="statement_once_per_source")
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}：{self.value}（{self.source}）"


class Dispute(models.Model):
    """Sources say different things of one fact (来源说法不一), until an officer settles it.

    ``known`` are the values that lay before the officer: only another one opens the matter again.
    """

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="disputes", verbose_name="机构", db_index=False
    )
    field = models.CharField("项目", max_length=14, choices=Statement.Field.choices)
    opened_at = models.DateTimeField("发现时间")
    settled_at = models.DateTimeField("核定时间", null=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="核定人", db_index=False
    )
    source = models.CharField("采用的来源", max_length=60, blank=True)
    value = models.TextField("采用的内容", blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    known = models.JSONField("核定时的说法", default=list)

    class Meta:
        ordering: ClassVar = ["opened_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "field"], condition=Q(settled_at=None), name="one_open_dispute"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["supplier", "field"], name="disputes_of_a_record")]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.get_field_display()}"


class FormerName(models.Model):
    """What a body was called before, or the code that it went by (曾用名、原代码)."""

    class Kind(models.TextChoices):
        NAME = "name", "曾用名"
        CODE = "code", "原代码"

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="former_names", verbose_name="机构", db_index=False
    )
    kind = models.CharField("种类", max_length=4, choices=Kind.choices)
    text = models.CharField("内容", max_length=100)
    source = models.CharField("来源", max_length=60)
    noted_at = models.DateTimeField("记录时间")

    class Meta:
        ordering: ClassVar = ["-noted_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "kind", "text"], name="former_name_once")
        ]
        indexes: ClassVar = [models.Index(fields=["text"], name="former_by_text")]

    def __str__(self) -> str:
        return self.text
