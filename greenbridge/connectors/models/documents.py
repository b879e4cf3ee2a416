"""What official sites state of laws and standards, and where that differs from the library."""

from typing import Any, ClassVar

from django.db import models

from greenbridge.connectors.documents import rules
from greenbridge.connectors.models.sources import Run, Source
from greenbridge.core import clock
from greenbridge.library.models import Version
from greenbridge.library.validity.rules import Status


class StatementQuerySet(models.QuerySet["Statement"]):
    def comparable(self) -> "StatementQuerySet":
        """Those whose status can be held against ours: a text that is held back has none yet."""
        public = self.filter(version__standing=Version.Standing.PUBLISHED).exclude(says="")
        return public.select_related("version__work")


class Statement(models.Model):
    """What a source states of one version that the library has (来源记载). It decides nothing: the library computes its own."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="statements", verbose_name="来源")
    version = models.ForeignKey(Version, models.CASCADE, related_name="statements", verbose_name="文本")
    their_id = models.CharField("来源中的编号", max_length=100)
    address = models.CharField("网址", max_length=500, blank=True)
    says = models.CharField("来源所称时效", max_length=10, choices=Status.choices, blank=True)
    said = models.JSONField("来源所载", default=dict)
    differs = models.BooleanField("时效与本平台不一致", default=False)
    seen_at = models.DateTimeField("最近一次读到")
    gone_at = models.DateTimeField("来源不再列出", null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "version"], name="one_statement_of_a_version"),
        ]
        indexes: ClassVar = [models.Index(fields=["source", "their_id"], name="statement_by_its_number")]

    def __str__(self) -> str:
        return f"{self.source}：{self.version}"

    @property
    def ours(self) -> Status:
        """The status that the library computes for today."""
        return self.version.status_on(clock.today())

    @property
    def is_contradicted(self) -> bool:
        return not rules.agree(Status(self.says), self.ours, self.version.work.kind)


class Difference(models.Model):
    """One line of the difference report (差异): what a visit found that the library did not have so."""

    class Kind(models.TextChoices):
        NEW = "new", "新收录"
        HELD = "held", "待校对"
        CHANGED = "changed", "内容不同"
        STATUS = "status", "时效不一致"
        GONE = "gone", "不再列出"

    TAGS: ClassVar = {
        Kind.NEW: "ok",
        Kind.HELD: "info",
        Kind.CHANGED: "warn",
        Kind.STATUS: "bad",
        Kind.GONE: "warn",
    }

    source = models.ForeignKey(Source, models.CASCADE, related_name="differences", verbose_name="来源")
    run = models.ForeignKey(
        Run, models.CASCADE, null=True, related_name="differences", verbose_name="取回记录"
    )
    at = models.DateTimeField("时间")
    kind = models.CharField("差异", max_length=8, choices=Kind.choices)
    version = models.ForeignKey(Version, models.CASCADE, related_name="+", verbose_name="文本")
    address = models.CharField("原文网址", max_length=500, blank=True)
    fields = models.JSONField("各项", default=dict, help_text="名称: [本平台或此前, 来源现在]")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.version}"

    @property
    def tag(self) -> str:
        """The kind of its tag."""
        return self.TAGS[self.Kind(self.kind)]

    @property
    def pairs(self) -> list[tuple[str, str, str]]:
        """Each field that differs: what it is called, as it was, as the source has it."""
        return [(rules.FIELDS.get(name, name), *_both(values)) for name, values in self.fields.items()]

    @property
    def words(self) -> str:
        """All of it in one line, for a table."""
        told = [f"{name}：{before or '没有'} → {now or '没有'}" for name, before, now in self.pairs]
        return "；".join([*told, self.note] if self.note else told)


def _both(values: Any) -> tuple[str, str]:
    before, now = values
    return str(before), str(now)
