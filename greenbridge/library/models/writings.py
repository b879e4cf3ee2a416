"""What editors write about the law in words of their own: explainers, news, know-how."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import RichTextField

from greenbridge.files.models import File
from greenbridge.library.models.editing import FEATURES, Edited, Pointing
from greenbridge.library.models.works import Work
from greenbridge.reference.models import Domain, Region


class Picture(models.Model):
    """A picture that explains (一图读懂), with all its words as text. It is never replaced: another one is uploaded."""

    title = models.CharField("名称", max_length=80)
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="图片")
    words = models.TextField(
        "文字版", max_length=4000, help_text="图片上的全部内容，让看不见图片的人也能了解。"
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = verbose_name_plural = "一图读懂"

    def __str__(self) -> str:
        return self.title


class WritingQuerySet(models.QuerySet["Writing"]):
    def published(self) -> "WritingQuerySet":
        return self.filter(live=True)

    def with_card(self) -> "WritingQuerySet":
        return self.prefetch_related("domains", "regions")


class Writing(Edited):
    """An explainer, a piece of news or of know-how (文章), with the clauses it is about. Two editors stand behind each."""

    class Kind(models.TextChoices):
        EXPLAINER = "explainer", "政策解读"
        NEWS = "news", "资讯"
        PRACTICE = "practice", "业务知识"

    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.EXPLAINER)
    title = models.CharField("标题", max_length=120)
    lead = models.CharField("导语", max_length=200, help_text="一两句话说清要点，在列表中显示。")
    text = RichTextField("正文", features=FEATURES)
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="一图读懂",
        help_text="可不选。图片先在“一图读懂”中上传并写好文字版。",
    )
    domains = ParentalManyToManyField(Domain, blank=True, related_name="+", verbose_name="业务领域")
    regions = ParentalManyToManyField(Region, blank=True, related_name="+", verbose_name="适用地区")
    source = models.CharField("来源", max_length=80, blank=True, help_text="资讯须填写，例如：生态环境部。")
    source_url = models.URLField("原文链接", max_length=500, blank=True, help_text="资讯须填写。")

    objects = WritingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-first_published_at", "-pk"]
        verbose_name = verbose_name_plural = "文章"
        indexes: ClassVar = [
            models.Index(fields=["first_published_at", "id"], condition=Q(live=True), name="writings_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("writings:record", args=[self.pk])

    @property
    def places(self) -> str:
        """Where it holds, in words."""
        return "、".join(region.local_name for region in self.regions.all()) or "全国"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "library/writings/record.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from greenbridge.library.writings import queries

        return queries.page(self)


class WritingClause(Pointing):
    """A clause, or a whole document, that a writing is about (所解读的条款)."""

    writing = ParentalKey(Writing, on_delete=models.CASCADE, related_name="clauses", verbose_name="文章")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta(Pointing.Meta):
        verbose_name = verbose_name_plural = "所解读的条款"

    def __str__(self) -> str:
        return f"{self.work}{self.address}"
