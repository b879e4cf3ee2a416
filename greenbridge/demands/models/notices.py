"""Official projects: the notices that sites publish of one purchase stand on one card, in the order of their days."""

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision, Review
from greenbridge.core import clock
from greenbridge.core.text import masked_name
from greenbridge.demands.models.demand import Demand
from greenbridge.reference.models import Region, ServiceType


class ProjectQuerySet(models.QuerySet["Project"]):
    def public(self) -> "ProjectQuerySet":
        """What visitors read: those of which a notice is shown."""
        return self.filter(is_public=True)

    def open(self) -> "ProjectQuerySet":
        """Still to be answered; of those without a deadline nobody knows until when."""
        is_in_time = Q(deadline=None) | Q(deadline__gt=clock.now())
        return self.public().filter(is_in_time, state__in=Project.OPEN)

    def with_card(self) -> "ProjectQuerySet":
        """Everything that a card in a list shows, in a fixed number of queries."""
        return self.select_related("region").prefetch_related("service_types")

    def by_number(self, numbers: Sequence[str]) -> dict[str, "Project"]:
        return {project.number: project for project in self.filter(number__in=numbers)}


class Project(models.Model):
    """One purchase (项目) as its notices tell of it. Everything but its number is drawn from them, each time anew."""

    is_official = True

    class State(models.TextChoices):
        PLANNED = "planned", "采购意向"
        CALLING = "calling", "公开征集"
        CLOSED = "closed", "已截止"
        ON_VIEW = "on_view", "公示中"
        AWARDED = "awarded", "已有结果"
        STOPPED = "stopped", "已终止"

    OPEN = (State.PLANNED, State.CALLING)

    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("项目名称", max_length=300)
    buyer = models.CharField("采购单位", max_length=200, blank=True)
    agency = models.CharField("代理机构", max_length=200, blank=True)
    project_number = models.CharField("项目编号", max_length=100, blank=True)
    source = models.CharField("来源", max_length=60)

    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name="地区")
    region_words = models.CharField("地区依据", max_length=300, blank=True)
    region_confidence = models.FloatField("地区可信度", default=0)
    service_types = models.ManyToManyField(ServiceType, related_name="+", verbose_name="需求类型")
    publisher_kind = models.CharField(
        "发布主体", max_length=12, choices=Demand.Publisher.choices, default=Demand.Publisher.OTHER
    )
    budget = models.BigIntegerField("预算（分）", null=True)
    award = models.BigIntegerField("中标金额（分）", null=True)
    amount_words = models.CharField("金额原文", max_length=300, blank=True)
    winners = models.JSONField("中标单位", default=list)

    state = models.CharField("状态", max_length=10, choices=State.choices)
    deadline = models.DateTimeField("截止时间", null=True)
    opens_at = models.DateTimeField("开标时间", null=True)
    first_published_at = models.DateTimeField("首次发布")
    last_published_at = models.DateTimeField("最近发布")
    score = models.IntegerField("相关度", default=0)
    matched = models.JSONField("相关词", default=list)

    is_public = models.BooleanField("公开", default=False)
    shown_since = models.DateTimeField("首次公开时间", null=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name="并入的项目"
    )
    is_demo = models.BooleanField("演示数据", default=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_published_at", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["-last_published_at", "-id"], name="projects_newest", condition=Q(is_public=True)
            ),
            models.Index(
                fields=["-last_published_at", "-id"],
                name="projects_open_newest",
                condition=Q(is_public=True, state__in=("planned", "calling")),
            ),
            models.Index(
                fields=["deadline"], name="projects_open", condition=Q(state__in=("planned", "calling"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notices:record", args=[self.number])

    @property
    def is_open(self) -> bool:
        return self.is_open_at(clock.now())

    def is_open_at(self, moment: dt.datetime) -> bool:
        return self.state in self.OPEN and (self.deadline is None or self.deadline > moment)

    @property
    def published_at(self) -> dt.datetime:
        """When something was last heard of it: by this day it stands in the hall."""
        return self.last_published_at

    @property
    def came_at(self) -> dt.datetime | None:
        """When visitors could read of it first: long after the site published it, where it was fetched late."""
        return self.shown_since

    @property
    def shown_buyer(self) -> str:
        return self.buyer or "采购单位未公布"

    @property
    def place(self) -> str:
        return self.region.local_name if self.region else "地区未公布"


class Notice(models.Model):
    """What a site published on one day (公告), as it was last read. What it said before are its versions.

    ``facts`` is ``NoticeFacts`` without the text; the keys say to what it belongs (``notices.rules``).
    """

    class Kind(models.TextChoices):
        INTENTION = "intention", "采购意向"
        PREQUAL = "prequal", "资格预审公告"
        TENDER = "tender", "公开招标公告"
        INVITE = "invite", "邀请招标公告"
        NEGOTIATE = "negotiate", "竞争性谈判公告"
        CONSULT = "consult", "竞争性磋商公告"
        RFQ = "rfq", "询价公告"
        SINGLE = "single", "单一来源公示"
        CHANGE = "change", "更正公告"
        CANDIDATE = "candidate", "候选人公示"
        AWARD = "award", "中标（成交）公告"
        STOP = "stop", "终止公告"
        OTHER = "other", "其他公告"

    class Standing(models.TextChoices):
        SHOWN = "shown", "公开"
        WAITING = "waiting", "待核对"
        LEFT_OUT = "left_out", "不收录"
        HIDDEN = "hidden", "已隐去"

    project = models.ForeignKey(Project, models.PROTECT, related_name="notices", verbose_name="项目")
    kind = models.CharField("公告类型", max_length=10, choices=Kind.choices)
    title = models.CharField("标题", max_length=300)
    published_at = models.DateTimeField("发布时间")
    facts = models.JSONField("内容")
    text = models.TextField("正文", blank=True)
    fetched_at = models.DateTimeField("抓取时间")
    parser = models.CharField("解析版本", max_length=60, blank=True)
    digest = models.CharField("内容摘要", max_length=64)
    standing = models.CharField("展示", max_length=10, choices=Standing.choices)

    identity = models.CharField("同一公告", max_length=32, db_index=True)
    number_key = models.CharField("项目编号（比对）", max_length=100, blank=True)
    chain_key = models.CharField("名称和采购单位（比对）", max_length=32, blank=True)

    class Meta:
        ordering: ClassVar = ["-published_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["number_key"], name="notices_by_number", condition=~Q(number_key="")),
            models.Index(fields=["chain_key"], name="notices_by_title", condition=~Q(chain_key="")),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeAddress(models.Model):
    """Where a notice stands (出处). The same one may stand on several sites, or have moved on its own."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="addresses", verbose_name="公告")
    source = models.CharField("来源", max_length=60)
    source_id = models.CharField("来源编号", max_length=200)
    url = models.CharField("地址", max_length=1000, blank=True)
    seen_at = models.DateTimeField("首次抓取")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "source_id"], name="one_notice_per_source_id")
        ]

    def __str__(self) -> str:
        return self.url or self.source_id


class NoticeVersion(models.Model):
    """What a notice said before its site changed it (旧版)."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="versions", verbose_name="公告")
    number = models.PositiveIntegerField("版次")
    facts = models.JSONField("内容")
    text = models.TextField("正文", blank=True)
    fetched_at = models.DateTimeField("抓取时间")
    parser = models.CharField("解析版本", max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "number"], name="notice_versions_counted")
        ]

    def __str__(self) -> str:
        return f"{self.notice}：第{self.number}版"


class NoticeReview(Review):
    """Whether a notice is taken in (公告核对), where that is in doubt. Passed is 收录, refused is 不收录."""

    class Ground(models.TextChoices):
        UNRELATED = "unrelated", "看不出与环境治理有关"
        FUTURE = "future", "发布日期在今天之后"

    OUTCOMES: ClassVar = {
        Decision.WAITING: "待核对",
        Decision.PASSED: "收录",
        Decision.REFUSED: "不收录",
        Decision.WITHDRAWN: "无需核对",
    }

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="reviews", verbose_name="公告")
    ground = models.CharField("原因", max_length=10, choices=Ground.choices)

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice"], condition=Q(decision="waiting"), name="one_open_notice_review"
            )
        ]

    def __str__(self) -> str:
        return self.notice.title

    @property
    def outcome(self) -> str:
        return str(self.OUTCOMES[Decision(self.decision)])


class RemovalRequest(Review):
    """Somebody asks that a notice be taken down (申请移除). Passed hides it, refused keeps it."""

    OUTCOMES: ClassVar = {
        Decision.WAITING: "等候答复",
        Decision.PASSED: "隐去公告",
        Decision.REFUSED: "保留公告",
    }

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="removals", verbose_name="公告")
    reason = models.TextField("申请理由", blank=True)
    name = models.CharField("申请人", max_length=40, blank=True)
    contact = models.CharField("联系方式", max_length=254, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="申请账号")
    asked_from = models.GenericIPAddressField("网络地址", null=True)

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice", "contact"], condition=Q(decision="waiting"), name="one_open_removal_request"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_from", "-submitted_at"], name="removals_from_an_address")
        ]

    def __str__(self) -> str:
        return f"{masked_name(self.name) or '申请人'}申请移除“{self.notice}”"

    @property
    def outcome(self) -> str:
        return str(self.OUTCOMES[Decision(self.decision)])
