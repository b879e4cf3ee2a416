"""What editors write about the law in words of their own: explainers, news, know-how."""

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin, WorkflowMixin

from greenbridge.files.models import File
from greenbridge.library.models.works import ADDRESS, Clause, Version, Work
from greenbridge.reference.models import Domain, Region

FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "blockquote"]


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


class Writing(WorkflowMixin, DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
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
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = WritingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-first_published_at", "-pk"]
        verbose_name = verbose_name_plural = "文章"

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


class WritingClause(Orderable):
    """A clause, or a whole document, that a writing is about (所解读的条款)."""

    writing = ParentalKey(Writing, on_delete=models.CASCADE, related_name="clauses", verbose_name="文章")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+", verbose_name="文件")
    address = models.CharField(
        "条款", max_length=ADDRESS, blank=True, help_text="例如：第十二条。不填为整个文件。"
    )
    version_on = models.DateField(
        "文本日期", null=True, blank=True, help_text="只针对某一天公布的文本时填写；不填为现行文本。"
    )

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "所解读的条款"

    def __str__(self) -> str:
        return f"{self.work}{self.address}"

    @property
    def texts(self) -> models.QuerySet[Version]:
        """The published texts of the document that are meant, the newest first."""
        texts = Version.objects.published().filter(work=self.work_id).order_by("-dated_on")
        return texts.filter(dated_on=self.version_on) if self.version_on else texts

    def clean(self) -> None:
        """第十二条 becomes its address; what does not exist is refused."""
        if self.work_id is None:
            return
        if self.version_on and not self.texts.exists():
            raise ValidationError({"version_on": f"《{self.work}》没有{self._day}的文本，请核对日期。"})
        if self.address:
            self.address = self._found(self.address.replace(" ", ""))

    def _found(self, written: str) -> str:
        called = Q(address=written) | Q(label=written)
        there = Clause.objects.filter(called, version__in=self.texts).order_by("-version__dated_on").first()
        if there is None:
            raise ValidationError(
                {"address": f"《{self.work}》中没有“{written}”，请照原文写，例如：第十二条。"}
            )
        return there.address

    @property
    def _day(self) -> str:
        day: dt.date = self.version_on  # type: ignore[assignment]  # asked only where there is one
        return f"{day:%Y年%-m月%-d日}"
