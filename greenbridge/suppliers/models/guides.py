"""The official systems in which companies do their business with the authorities, and whether their links still open."""

from typing import Any, ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from greenbridge.core.links import CheckedLink
from greenbridge.reference.models import Region

FEATURES = ["ol", "ul", "link", "bold"]


class GuideQuerySet(models.QuerySet["Guide"]):
    def published(self) -> "GuideQuerySet":
        return self.filter(live=True)

    def with_card(self) -> "GuideQuerySet":
        return self.select_related("link_check").prefetch_related("regions")


class Guide(WorkflowMixin, DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """An official business system and how to use it (业务应用系统指南). Editors keep it in the back office."""

    class Topic(models.TextChoices):
        PERMIT = "permit", "排污许可"
        WASTE = "waste", "固废与危废"
        MONITORING = "monitoring", "环境监测"
        ASSESSMENT = "assessment", "环评与验收"
        CARBON = "carbon", "碳与能耗"
        RADIATION = "radiation", "辐射安全"
        CREDIT = "credit", "执法与信用"
        PROCUREMENT = "procurement", "政府采购"
        SERVICES = "services", "一网通办"

    class Audience(models.TextChoices):
        EVERYBODY = "all", "企业和服务机构"
        COMPANY = "company", "企业"
        SUPPLIER = "supplier", "服务机构"

    name = models.CharField("系统名称", max_length=60)
    operator = models.CharField("运行单位", max_length=60, help_text="例如：生态环境部")
    address = models.CharField(
        "官方网址",
        max_length=300,
        validators=[
            URLValidator(schemes=["http", "https"], message="请填写以 https:// 或 http:// 开头的完整网址。")
        ],
        help_text="以 https:// 或 http:// 开头。每周自动检查一次能否打开。",
    )
    topic = models.CharField("主题", max_length=12, choices=Topic.choices)
    regions = ParentalManyToManyField(Region, blank=True, verbose_name="适用地区", related_name="+")
    audience = models.CharField("面向", max_length=8, choices=Audience.choices, default=Audience.EVERYBODY)
    summary = models.CharField("一句话说明", max_length=80, help_text="在列表中显示：到这里办什么。")
    tasks = RichTextField("在这里办理", features=FEATURES)
    preparation = RichTextField("事先准备", features=FEATURES)
    position = models.PositiveSmallIntegerField("顺序", default=100, help_text="同一主题内数字小的在前。")
    loaded_as = models.SlugField("初始内容", max_length=40, blank=True, editable=False)
    """Under which key it came with the platform: what is there is never loaded again."""

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["loaded_as"], condition=~models.Q(loaded_as=""), name="guide_loaded_once"
            )
        ]
        verbose_name = "业务系统指南"
        verbose_name_plural = "业务系统指南"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("guides:guide", args=[self.pk])

    @property
    def is_nationwide(self) -> bool:
        return not self.regions.all()

    @property
    def places(self) -> str:
        """Where it serves, in words."""
        return "、".join(region.local_name for region in self.regions.all()) or "全国"

    @property
    def last_check(self) -> "LinkCheck | None":
        """What was found at the address that the guide names now; nothing while that has not been looked at."""
        check: LinkCheck | None = getattr(self, "link_check", None)
        return check if check and check.address == self.address else None

    @property
    def is_broken(self) -> bool:
        return bool(self.last_check and self.last_check.is_broken)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "suppliers/guides/guide.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"guide": self, "section": "suppliers"}


class LinkCheck(CheckedLink):
    """What was found when the address of a guide was last asked (链接检查). It is no part of what editors write."""

    guide = models.OneToOneField(Guide, models.CASCADE, related_name="link_check", verbose_name="指南")
    address = models.CharField("检查的网址", max_length=300)

    class Meta(CheckedLink.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.guide}：{self.get_result_display()}"
