"""What companies need: from a draft to a published demand."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.reviews import Review
from greenbridge.core import clock
from greenbridge.demands.reviewing.rules import TITLE_KEY
from greenbridge.files.models import File
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory

if TYPE_CHECKING:
    from greenbridge.demands.models.parts import Lot

LOT_PARTS = ("service_types", "wastes", "credentials", "sites")


class DemandQuerySet(models.QuerySet["Demand"]):
    def public(self) -> "DemandQuerySet":
        """What visitors read: published now or before, and not withdrawn."""
        return self.filter(status__in=Demand.PUBLIC)

    def open(self) -> "DemandQuerySet":
        return self.filter(status=Demand.Status.PUBLISHED, deadline__gt=clock.now())

    def visible_to(self, user: Any) -> "DemandQuerySet":
        """Public ones for everybody; all of one's own body's."""
        mine = Q(pk=None)
        if user.is_authenticated and user.organisation:
            mine = Q(buyer=user.organisation)
        return self.filter(Q(status__in=Demand.PUBLIC) | mine)

    def with_card(self) -> "DemandQuerySet":
        """Everything that a card in a list shows, in a fixed number of queries; a masked buyer shows its county."""
        return self.select_related("buyer__region__parent", "region").prefetch_related(
            "service_types", "wastes", "sites__region", "lots"
        )

    def with_record(self) -> "DemandQuerySet":
        """Everything that its own page shows."""
        with_facts = self.with_card().select_related("specification")
        return with_facts.with_lots().prefetch_related("attachments__file")

    def with_lots(self) -> "DemandQuerySet":
        """What suppliers are held against, lot by lot."""
        parts = (f"lots__{part}" for part in LOT_PARTS)
        return self.prefetch_related("credentials", *parts, "lots__sites__region")

    def by_number(self, numbers: Sequence[str]) -> dict[str, "Demand"]:
        return {demand.number: demand for demand in self.filter(number__in=numbers)}


class Demand(models.Model):
    """A company's need for a service (需求)."""

    is_official = False

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "退回修改"
        REFUSED = "refused", "不予发布"
        PUBLISHED = "published", "公开征集"
        CLOSED = "closed", "已结束"
        EXPIRED = "expired", "已到期"
        WITHDRAWN = "withdrawn", "已撤回"

    PUBLIC = (Status.PUBLISHED, Status.CLOSED, Status.EXPIRED)
    EDITABLE = (Status.DRAFT, Status.RETURNED)

    class Publisher(models.TextChoices):
        GOVERNMENT = "government", "政府机关"
        INSTITUTION = "institution", "事业单位"
        STATE_FIRM = "state_firm", "国有企业"
        PARK = "park", "园区"
        FACTORY = "factory", "生产企业"
        OTHER = "other", "其他"

    PUBLIC_BODIES = (Publisher.GOVERNMENT, Publisher.INSTITUTION)

    class OffPlatform(models.TextChoices):
        """Why a public body publishes here what reaches a limit."""

        ALREADY = "already", "已在法定平台采购，这里只了解有哪些机构"
        PART = "part", "分散采购限额以下的部分"
        OTHER = "other", "其他"

    class BudgetKind(models.TextChoices):
        RANGE = "range", "有预算"
        NEGOTIABLE = "negotiable", "面议"
        UNDISCLOSED = "undisclosed", "不公开"

    number = models.CharField("编号", max_length=20, unique=True)
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="demands", verbose_name="发布单位")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填写人")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)

    title = models.CharField("标题", max_length=60, blank=True)
    title_key = models.CharField("标题（比对）", max_length=TITLE_KEY, blank=True, help_text="提交时写入")
    service_types = models.ManyToManyField(ServiceType, related_name="+", verbose_name="需求类型")
    type_version = models.PositiveSmallIntegerField(
        "业务分类版本", default=1, help_text="选择需求类型时施行的版本"
    )
    wastes = models.ManyToManyField(WasteCategory, related_name="+", blank=True, verbose_name="危废类别")
    waste_codes = models.JSONField("废物代码", default=list, blank=True, help_text="没有代码表示整个类别")
    description = models.TextField("需求说明", blank=True, max_length=5000)
    is_urgent = models.BooleanField("紧急", default=False)

    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name="项目所在地")
    address = models.CharField("项目地址", max_length=200, blank=True)
    deadline = models.DateTimeField("响应截止", null=True)
    questions_until = models.DateTimeField(
        "提问截止", null=True, blank=True, help_text="没有填写时，由响应截止推算"
    )
    service_ends_on = models.DateField("服务截止日", null=True, blank=True)

    budget_kind = models.CharField(
        "预算方式", max_length=12, choices=BudgetKind.choices, default=BudgetKind.NEGOTIABLE
    )
    budget_min = models.BigIntegerField("预算下限（分）", null=True, blank=True)
    budget_max = models.BigIntegerField("预算上限（分）", null=True, blank=True)
    credentials = models.ManyToManyField(
        CredentialKind, related_name="+", blank=True, verbose_name="要求的资质"
    )

    publisher_kind = models.CharField(
        "发布主体", max_length=12, choices=Publisher.choices, default=Publisher.FACTORY
    )
    off_platform = models.CharField(
        "不在法定平台采购的理由", max_length=10, choices=OffPlatform.choices, blank=True
    )
    off_platform_text = models.CharField("其他理由", max_length=200, blank=True)
    is_masked = models.BooleanField("隐去单位名称", default=False)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=20, blank=True)

    created_at = models.DateTimeField("创建时间")
    saved_at = models.DateTimeField("保存时间")
    published_at = models.DateTimeField("发布时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    closing_note = models.CharField("结束说明", max_length=200, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-published_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-published_at", "-id"], name="demands_newest"),
            models.Index(fields=["deadline"], name="demands_open", condition=Q(status="published")),
            models.Index(
                fields=["-published_at", "-id"], name="demands_open_newest", condition=Q(status="published")
            ),
            models.Index(fields=["buyer", "-id"], name="demands_of_buyer"),
            models.Index(fields=["title_key"], name="demands_by_title", condition=~Q(title_key="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(budget_min=None) | Q(budget_max=None) | Q(budget_max__gte=models.F("budget_min")),
                name="budget_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False, deadline__isnull=False),
                name="published_has_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.title or "未命名的需求"

    def get_absolute_url(self) -> str:
        return reverse("demands:record", args=[self.number])

    @property
    def latest_review(self) -> "DemandReview | None":
        return self.reviews.order_by("-submitted_at").first()

    @property
    def wastes_written(self) -> str:
        """Categories of hazardous waste with the codes that are named: HW08、HW17 336-064-17."""
        return written_wastes(self.wastes.all(), self.waste_codes)

    @property
    def off_platform_said(self) -> str:
        """Why a public body does not buy on the statutory platform; empty where nobody was asked."""
        if self.publisher_kind not in self.PUBLIC_BODIES or not self.off_platform:
            return ""
        is_other = self.off_platform == self.OffPlatform.OTHER
        return self.off_platform_text if is_other else self.get_off_platform_display()

    @property
    def ends_at(self) -> dt.datetime:
        """The deadline of what was published: the database lets nothing into the hall without one."""
        assert self.deadline is not None  # noqa: S101
        return self.deadline

    @property
    def is_open(self) -> bool:
        return self.is_open_at(clock.now())

    def is_open_at(self, moment: dt.datetime) -> bool:
        return self.status == self.Status.PUBLISHED and bool(self.deadline and self.deadline > moment)

    @property
    def has_ended(self) -> bool:
        """Whether its buyer ended it, however long its deadline is away."""
        return self.status in {self.Status.CLOSED, self.Status.WITHDRAWN}

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE

    @property
    def is_public(self) -> bool:
        return self.status in self.PUBLIC

    @property
    def specified(self) -> str:
        """What its specification says, as text; empty where it has none."""
        specification = getattr(self, "specification", None)
        return specification.text if specification else ""

    @property
    def standing_lots(self) -> list["Lot"]:
        """Its lots without those that a change notice has ended."""
        return [lot for lot in self.lots.all() if lot.ended_at is None]

    @property
    def came_at(self) -> dt.datetime | None:
        """When visitors could read of it first."""
        return self.published_at

    @property
    def place(self) -> str:
        return self.region.local_name if self.region else ""

    @property
    def shown_buyer(self) -> str:
        """The publisher as everybody sees it; a masked one shows its county and kind only."""
        if not self.is_masked:
            return self.buyer.name
        county = self.buyer.region
        while county.level > Region.Level.COUNTY and county.parent:
            county = county.parent
        return f"{county.name}某{self.get_publisher_kind_display()}"


def written_wastes(categories: Iterable[WasteCategory], codes: Sequence[str]) -> str:
    """Each category with those of the codes that lie in it."""
    return "、".join(
        " ".join([row.code, *(code for code in codes if code[-2:] == row.code[2:])]) for row in categories
    )


class Attachment(models.Model):
    """A file that belongs to a demand (附件)."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="attachments", verbose_name="需求")
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.file.name


class DemandReview(Review):
    """One submission of a demand and its decision (需求审核)."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="reviews", verbose_name="需求")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提交人")
    version = models.JSONField(
        "提交时的内容", default=dict, help_text="reviewing.versions：下次提交时对照前后变化"
    )
    listed = models.ManyToManyField(
        "demands.DecisionReason", related_name="reviews", verbose_name="列出的理由"
    )

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["demand"], condition=Q(decision="waiting"), name="one_open_demand_review"
            )
        ]

    def __str__(self) -> str:
        return str(self.demand)


class SensitiveWord(models.Model):
    """A word that may not stand in a demand (敏感词). Editors keep the list in the back office."""

    word = models.CharField(
        "词语",
        max_length=40,
        unique=True,
        validators=[MinLengthValidator(2, "请填写两个字以上的词语。")],
        help_text="标题、需求说明、服务要求、地址、点位或标段中有这个词语的需求不能提交。空格和全角半角不影响识别。",
        error_messages={"unique": "这个词语已经在列表中。"},
    )
    advice = models.CharField(
        "改写建议", max_length=80, blank=True, help_text="告诉发布单位怎样改写，例如：请写明需要执行的标准。"
    )

    class Meta:
        ordering: ClassVar = ["word"]
        verbose_name = "敏感词"
        verbose_name_plural = "敏感词"

    def __str__(self) -> str:
        return self.word
