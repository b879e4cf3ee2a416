"""The ledger of amendments: which document does what to which, where, from when (变动)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from greenbridge.library.models.works import ADDRESS, Version, Work
from greenbridge.reference.models import Region


class Effect(models.Model):
    """One entry of the ledger (变动): 《甲》第三条自某日起废止《乙》.

    What is acted upon may be a document that the library does not hold yet: then ``target_title`` names it.
    """

    class Kind(models.TextChoices):
        REPEALS = "repeals", "废止"
        REPLACES = "replaces", "替代"
        AMENDS = "amends", "修改"
        INTERPRETS = "interprets", "解释"
        IMPLEMENTS = "implements", "实施"

    ENDING = (Kind.REPEALS, Kind.REPLACES)

    class Found(models.TextChoices):
        """How the entry came in."""

        EDITOR = "editor", "编辑录入"
        TEXT = "text", "从条文中识别"
        SOURCE = "source", "来源网站载明"

    kind = models.CharField("变动", max_length=12, choices=Kind.choices)
    by = models.ForeignKey(Version, models.PROTECT, related_name="effects", verbose_name="依据的文本")
    by_address = models.CharField("依据的条款", max_length=ADDRESS, blank=True)
    target = models.ForeignKey(
        Work, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="对象"
    )
    target_title = models.CharField("对象名称", max_length=200, blank=True, help_text="尚未收录的文件")
    target_address = models.CharField(
        "对象的条款", max_length=ADDRESS, blank=True, help_text="art-12；空白为整个文件"
    )
    since = models.DateField("起始日期", null=True, blank=True, help_text="没有另行规定的，为依据的施行日期")
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="只在哪个地区",
    )
    note = models.CharField("怎样变动", max_length=500, blank=True)
    found = models.CharField("来历", max_length=8, choices=Found.choices, default=Found.EDITOR)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target__isnull=False) | ~Q(target_title=""), name="effect_has_a_target"
            ),
            models.UniqueConstraint(
                fields=["kind", "by", "by_address", "target", "target_title", "target_address"],
                name="effect_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by.title} {self.get_kind_display()} {self.target or self.target_title}"
