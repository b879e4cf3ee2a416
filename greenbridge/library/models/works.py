"""A work, its dated versions and their clauses."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from greenbridge.files.models import File
from greenbridge.library.validity import rules
from greenbridge.reference.models import Domain, Region

NUMBER = 80
ADDRESS = 60
ISSUER = 60
TITLE, SOURCE, SOURCE_URL, ORIGINAL = 200, 80, 500, 120


class Issuer(models.Model):
    """Who makes law or standards (制定机关)."""

    name = models.CharField("名称", max_length=ISSUER, unique=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地区"
    )
    former_names = models.JSONField("曾用名和简称", default=list, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Work(models.Model):
    """One law, rule or standard through all its versions (文件). Its code is its address for good.

    A standard is one work through its editions: GB 3838-88 and GB 3838-2002 are two versions of ``gb-3838``.
    """

    class Kind(models.TextChoices):
        """What force a document has (效力级别), from the highest."""

        LAW = "law", "法律"
        ADMINISTRATIVE = "administrative", "行政法规"
        INTERPRETATION = "interpretation", "司法解释"
        LOCAL = "local", "地方性法规"
        MINISTERIAL = "ministerial", "部门规章"
        LOCAL_RULE = "local_rule", "地方政府规章"
        NORMATIVE = "normative", "规范性文件"
        STANDARD = "standard", "标准与技术规范"

    class StandardClass(models.TextChoices):
        QUALITY = "quality", "环境质量标准"
        EMISSION = "emission", "污染物排放（控制）标准"
        MONITORING = "monitoring", "监测方法与技术规范"
        MANAGEMENT = "management", "管理技术规范"
        BASIC = "basic", "基础标准"
        OTHER = "other", "其他标准"

    code = models.SlugField("地址", max_length=ADDRESS, unique=True)
    kind = models.CharField("效力级别", max_length=16, choices=Kind.choices)
    title = models.CharField("名称", max_length=TITLE, help_text="最新文本的名称")
    title_key = models.CharField("名称（比对）", max_length=TITLE, db_index=True)
    short_titles = models.JSONField("简称", default=list, blank=True, help_text="固废法")
    issuers = models.ManyToManyField(Issuer, related_name="works", blank=True, verbose_name="制定机关")
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="适用地区",
        help_text="全国适用的不填",
    )
    domains = models.ManyToManyField(Domain, related_name="+", blank=True, verbose_name="业务领域")
    number_key = models.CharField("标准号（不含年份，比对）", max_length=NUMBER, blank=True, db_index=True)
    standard_class = models.CharField("标准类别", max_length=12, choices=StandardClass.choices, blank=True)
    is_key = models.BooleanField("重点文件", default=False)
    created_at = models.DateTimeField("收录时间", auto_now_add=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = verbose_name_plural = "文件"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number_key"], condition=~Q(number_key=""), name="standard_is_one_work"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(is_key=True), name="key_works"),
            models.Index(fields=["kind"], name="works_by_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:work", args=[self.code])


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self) -> "VersionQuerySet":
        """What visitors may read, whether in force or not."""
        return self.filter(standing=Version.Standing.PUBLISHED)

    def not_aside(self) -> "VersionQuerySet":
        """All but those that an editor set aside."""
        return self.exclude(standing=Version.Standing.ASIDE)

    def in_force(self, day: dt.date) -> "VersionQuerySet":
        """现行有效 on that day, as ``rules.status`` has it."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Version(models.Model):
    """The text of a work as made public on one day (文本), the day by which its address calls it.

    ``starts_on``, ``ends_on`` and ``end`` are never typed: ``validity.services.recompute`` draws them from the dates and the ledger.
    """

    class Standing(models.TextChoices):
        HELD = "held", "待校对"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤下"
        ASIDE = "aside", "已退回"

    work = models.ForeignKey(Work, models.PROTECT, related_name="versions", verbose_name="文件")
    dated_on = models.DateField("文本日期", help_text="公布日期；不知道公布日期的，为施行日期")
    title = models.CharField("名称", max_length=TITLE)
    number = models.CharField("文号或标准号", max_length=NUMBER, blank=True)
    number_key = models.CharField("文号或标准号（比对）", max_length=NUMBER, blank=True, db_index=True)
    promulgated_on = models.DateField("公布日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField(
        "有效期至", null=True, blank=True, help_text="文件自己写明的最后一天；没有写明的不填"
    )
    standing = models.CharField("状态", max_length=10, choices=Standing.choices, default=Standing.HELD)
    aside_why = models.CharField("退回的理由", max_length=500, blank=True, default="", db_default="")
    history = models.TextField("制定和修改经过", blank=True)
    text = models.TextField("全文", blank=True, help_text="按此切分条款")
    digest = models.CharField("全文摘要值", max_length=64, blank=True)
    warnings = models.JSONField("待核提示", default=list, blank=True, help_text="收录时发现的可疑之处")
    source = models.CharField("来源", max_length=SOURCE, blank=True)
    source_url = models.URLField("原文链接", max_length=SOURCE_URL, blank=True)
    fetched_at = models.DateTimeField("取得时间", null=True, blank=True)
    created_at = models.DateTimeField("收录时间", auto_now_add=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    starts_on = models.DateField("生效日期（推算）", null=True, editable=False)
    ends_on = models.DateField("失效日期（推算）", null=True, editable=False, help_text="这一天起不再有效")
    end = models.CharField(
        "失效方式（推算）", max_length=10, choices=rules.End.choices, blank=True, editable=False
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["work", "dated_on"]
        constraints: ClassVar = [
            # What was set aside may have been the wrong text of that day.
            models.UniqueConstraint(
                fields=["work", "dated_on"], condition=~Q(standing="aside"), name="version_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(standing="aside", aside_why__gt="") | ~Q(standing="aside") & Q(aside_why=""),
                name="version_aside_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(effective_on=None) | Q(expires_on__gte=F("effective_on")),
                name="version_days_in_order",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["promulgated_on", "id"],
                condition=Q(standing="published"),
                name="texts_by_promulgation",
            ),
            models.Index(
                fields=["starts_on", "id"], condition=Q(standing="published"), name="texts_by_start"
            ),
            models.Index(
                fields=["published_at", "id"], condition=Q(standing="published"), name="texts_by_publication"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.dated_on}）"

    def get_absolute_url(self) -> str:
        return reverse("library:version", args=[self.work.code, self.dated_on.isoformat()])

    @property
    def has_text(self) -> bool:
        """Some documents are known by title and dates alone, until their text comes in (正文尚未收录)."""
        return bool(self.digest)

    @property
    def is_public(self) -> bool:
        return self.standing == self.Standing.PUBLISHED

    def status_on(self, day: dt.date) -> rules.Status:
        """时效性 on that day."""
        return rules.status(self.starts_on, self.ends_on, self.end, day)


class VersionFile(models.Model):
    """The original as a file beside a version (附件)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="files", verbose_name="文本")
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="文件")
    title = models.CharField("名称", max_length=ORIGINAL)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title


class Clause(models.Model):
    """One 编, 章, 节, 条 or numbered section of a version, or the words before the first (条款).

    款, 项 and 目 have no rows: they are the lines of ``text``, and ``structure.parts.of`` gives each its address.
    """

    class Level(models.TextChoices):
        PREAMBLE = "preamble", "前言"
        PART = "part", "编"
        SUBPART = "subpart", "分编"
        CHAPTER = "chapter", "章"
        SECTION = "section", "节"
        ARTICLE = "article", "条"
        NUMBERED = "numbered", "标准条文"
        ANNEX = "annex", "附件"

    version = models.ForeignKey(Version, models.CASCADE, related_name="clauses", verbose_name="文本")
    position = models.PositiveIntegerField("顺序")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="children", verbose_name="上级"
    )
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    address = models.CharField("地址", max_length=ADDRESS, help_text="art-12、ch-3、ch-3-sec-1、sec-4.2")
    label = models.CharField("序号", max_length=40, blank=True, help_text="第十二条")
    heading = models.CharField("标题", max_length=200, blank=True)
    text = models.TextField("正文", blank=True, help_text="一款一行，一项一行")

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "position"], name="clause_position_once"),
            models.UniqueConstraint(fields=["version", "address"], name="clause_address_once"),
        ]

    def __str__(self) -> str:
        return self.label or self.heading or self.get_level_display()

    def get_absolute_url(self) -> str:
        day = self.version.dated_on.isoformat()
        return reverse("library:clause", args=[self.version.work.code, day, self.address])
