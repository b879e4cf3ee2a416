"""Where official notices come from, each time they were fetched, and what the sites answered."""

import datetime as dt
import gzip
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.connectors import flat
from greenbridge.connectors.adapters import VERSION
from greenbridge.core import clock
from greenbridge.files.models import File

SLOWEST, QUICKEST = 10, 2  # seconds between two questions to a host


class SourceQuerySet(models.QuerySet["Source"]):
    def in_use(self) -> "SourceQuerySet":
        """Those that are asked by the clock."""
        return self.filter(is_on=True)

    def due(self) -> "SourceQuerySet":
        """Those that do not rest after failures."""
        return self.in_use().exclude(rests_until__gt=clock.now())


class Source(models.Model):
    """An official site that is fetched (官方来源). How it is read is data: ``settings`` holds paths, selectors and words."""

    class Adapter(models.TextChoices):
        HTML = "html", "网页列表"
        JSON = "json", "JSON 接口"
        FEED = "feed", "RSS 或 Atom"
        SHEET = "sheet", "表格（CSV、XLSX）"
        PASTE = "paste", "人工录入"

    class Brings(models.TextChoices):
        NOTICES = "notices", "采购公告"
        DOCUMENTS = "documents", "法律和标准"

    name = models.SlugField("代号", max_length=40, unique=True)
    label = models.CharField("名称", max_length=60)
    adapter = models.CharField("读取方式", max_length=8, choices=Adapter.choices)
    brings = models.CharField(
        "带来什么", max_length=10, choices=Brings.choices, default=Brings.NOTICES, db_default=Brings.NOTICES
    )
    base = models.URLField("网址", max_length=200, blank=True)
    hosts = models.JSONField("允许访问的网站", default=list)
    settings = models.JSONField("读取设置", default=dict)
    province = models.CharField("所在省份", max_length=20, blank=True)
    pace = models.PositiveSmallIntegerField(
        "两次请求相隔秒数",
        default=QUICKEST,
        validators=[MinValueValidator(QUICKEST), MaxValueValidator(SLOWEST)],
    )
    is_on = models.BooleanField("每晚取回", default=False)
    version = models.PositiveIntegerField("设置版本", default=1)
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    rests_until = models.DateTimeField("暂停到", null=True)
    running_since = models.DateTimeField("正在取回", null=True)
    asked_at = models.DateTimeField("要求立即取回", null=True)
    brought = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="待读的清单")
    robots = models.JSONField("robots.txt", default=dict)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("connectors:source", args=[self.name])

    @property
    def parser(self) -> str:
        """By what a page was read: the way, the version of the code, the version of the settings."""
        return f"{self.adapter}/{VERSION}/{self.version}"

    @property
    def brings_documents(self) -> bool:
        """Whether laws and standards come from it, not notices."""
        return self.brings == self.Brings.DOCUMENTS

    @property
    def is_by_hand(self) -> bool:
        """Whether a person brings what it publishes: nothing is fetched by the clock."""
        return not self.settings.get("lists")


class SettingsChange(models.Model):
    """Who changed how a source is read, with the settings before and after (设置变更)."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="changes", verbose_name="来源")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="修改人")
    at = models.DateTimeField("修改时间")
    reason = models.CharField("理由", max_length=200)
    before = models.JSONField("修改前")
    after = models.JSONField("修改后")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d}"

    @property
    def names(self) -> list[str]:
        """What was changed, as people call it."""
        called = {field.name: str(field.verbose_name) for field in Source._meta.concrete_fields}
        return [called[name] for name in self.after if name != "settings"]

    @property
    def leaves(self) -> list[tuple[str, str, str]]:
        """The single settings that were changed: what each is called, before and after."""
        before, after = (flat.leaves(side.get("settings", {})) for side in (self.before, self.after))
        ways = [way for way in {**before, **after} if before.get(way) != after.get(way)]
        return [(flat.label(way), str(before.get(way, "没有")), str(after.get(way, "去掉"))) for way in ways]


class Run(models.Model):
    """One time that a source was asked (取回记录). Without ``ended_at`` it is under way, or was cut off."""

    FIGURES: ClassVar = {
        "fetched": "请求",
        "items": "条目",
        "new": "新收",
        "changed": "有改动",
        "same": "没有变化",
        "left_out": "不相干",
        "rejected": "没有收下",
        "errors": "错误",
    }

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs", verbose_name="来源")
    started_at = models.DateTimeField("开始时间", db_index=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    fetched = models.PositiveIntegerField("取回页面", default=0)
    items = models.PositiveIntegerField("列表条目", default=0)
    new = models.PositiveIntegerField("新收", default=0)
    changed = models.PositiveIntegerField("有改动", default=0)
    same = models.PositiveIntegerField("没有变化", default=0)
    left_out = models.PositiveIntegerField("地区或标题不相干", default=0)
    rejected = models.PositiveIntegerField("没有收下", default=0)
    errors = models.PositiveIntegerField("错误", default=0)
    problems = models.JSONField("问题", default=list)
    alarm = models.CharField("警报", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def counts(self) -> dict[str, int]:
        """What came of it."""
        return {name: getattr(self, name) for name in self.FIGURES}

    @property
    def figures(self) -> list[tuple[str, int]]:
        """The same, each number by the name that people read."""
        return [(self.FIGURES[name], number) for name, number in self.counts.items()]

    @property
    def is_good(self) -> bool:
        """Whether it read something and nothing is to be looked at."""
        return self.ended_at is not None and not self.alarm and not self.errors and self.items > 0


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def known(self, source: Source, address: str) -> "Snapshot | None":
        """The last page of an address that could be read."""
        return self.filter(source=source, address=address, fault="").order_by("-seen_at", "-pk").first()

    def latest_of(self, source: Source) -> "SnapshotQuerySet":
        """The last readable page of each address, and the last that could not be read if it came after that."""
        later = Q(seen_at__gt=OuterRef("seen_at")) | Q(seen_at=OuterRef("seen_at"), pk__gt=OuterRef("pk"))
        newer = Snapshot.objects.filter(later, source=source, address=OuterRef("address"))
        last_good = Q(fault="") & ~Exists(newer.filter(fault=""))
        return self.filter(last_good | ~Q(fault="") & ~Exists(newer), source=source).order_by("pk")

    def older_than(self, moment: dt.datetime) -> "SnapshotQuerySet":
        return self.filter(seen_at__lt=moment)


class Snapshot(models.Model):
    """A page as the site sent it (网页留存), and what was read from it. The same bytes at the same address are one row."""

    class Kind(models.TextChoices):
        LIST = "list", "列表"
        DETAIL = "detail", "详情"

    source = models.ForeignKey(Source, models.CASCADE, related_name="snapshots", verbose_name="来源")
    kind = models.CharField("页面", max_length=6, choices=Kind.choices)
    address = models.CharField("网址", max_length=500, db_index=True)
    digest = models.CharField("SHA-256", max_length=64)
    packed = models.BinaryField("内容")
    status = models.PositiveSmallIntegerField("应答", default=200)
    media_type = models.CharField("内容类型", max_length=100, blank=True)
    etag = models.CharField("ETag", max_length=200, blank=True)
    last_modified = models.CharField("Last-Modified", max_length=60, blank=True)
    parser = models.CharField("解析版本", max_length=40)
    row = models.JSONField("列表中的条目", default=dict)
    found = models.JSONField("解析结果", default=list)
    fault = models.CharField("未能解析", max_length=200, blank=True)
    fetched_at = models.DateTimeField("取回时间")
    seen_at = models.DateTimeField("最近一次相同", db_index=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "address", "digest"], name="one_row_for_the_same_bytes")
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def body(self) -> bytes:
        return gzip.decompress(bytes(self.packed))

    @property
    def conditions(self) -> dict[str, str]:
        """What to send so that the site need not send the page again."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in known.items() if value}
