"""The ledger of amendments: which document does what to which, where, from when (变动)."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.library.addresses import words
from greenbridge.library.models.works import ADDRESS, Clause, Version, Work
from greenbridge.library.naming import quoted
from greenbridge.reference.models import Region


class EffectQuerySet(models.QuerySet["Effect"]):
    def standing(self) -> "EffectQuerySet":
        """What the ledger says: neither withdrawn nor said by a text that is not public."""
        return self.filter(withdrawn_at=None, by__standing=Version.Standing.PUBLISHED)

    def with_all(self) -> "EffectQuerySet":
        """With what a line of the ledger names."""
        return self.select_related("by__work", "target", "region", "confirmed_by")

    def taking_hold(self, first: dt.date, last: dt.date) -> "EffectQuerySet":
        """What begins to hold on one of these days."""
        return self.annotate(holds_from=_HOLDS_FROM).filter(holds_from__range=(first, last))

    def latest_first(self) -> "EffectQuerySet":
        return self.annotate(holds_from=_HOLDS_FROM).order_by(F("holds_from").desc(nulls_last=True), "pk")


_HOLDS_FROM = Coalesce("since", "by__effective_on")


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
    CHANGING = (*ENDING, Kind.AMENDS)

    class Found(models.TextChoices):
        """How the entry came in."""

        EDITOR = "editor", "编辑录入"
        TEXT = "text", "从条文中识别"
        SOURCE = "source", "来源网站载明"
        LIST = "list", "随平台登记"

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
    target_key = models.CharField(
        "对象（比对）", max_length=200, blank=True, db_index=True, help_text="尚未收录的文件收录后据此关联"
    )
    note = models.CharField("说明", max_length=500, blank=True)
    found = models.CharField("来历", max_length=8, choices=Found.choices, default=Found.EDITOR)
    is_confirmed = models.BooleanField(
        "已核对", default=True, db_default=True, help_text="没有核对的废止只使时效成为待核"
    )
    confirmed_at = models.DateTimeField("核对时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核对人",
        db_index=False,
    )
    basis = models.CharField("核对依据", max_length=200, blank=True, help_text="据以核对的条款或者公布的文件")
    basis_note = models.CharField("核对情况", max_length=300, blank=True)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_why = models.CharField("撤销的理由", max_length=500, blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target__isnull=False) | ~Q(target_title=""), name="effect_has_a_target"
            ),
            models.UniqueConstraint(
                fields=["kind", "by", "by_address", "target", "target_address"],
                condition=Q(target__isnull=False, withdrawn_at=None),
                name="effect_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "by", "by_address", "target_title", "target_address"],
                condition=Q(target=None, withdrawn_at=None),
                name="effect_on_a_name_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{quoted(self.by.title)}{self.get_kind_display()}{quoted(self.named)}"

    def get_absolute_url(self) -> str:
        return reverse("ledger:entry", args=[self.pk])

    @property
    def named(self) -> str:
        """What is acted upon, as the library or the entry calls it."""
        return self.target.title if self.target else self.target_title

    @property
    def day(self) -> dt.date | None:
        """From when it holds: its own day, else the first of the text that says so."""
        return self.since or self.by.effective_on

    @property
    def is_on_the_whole(self) -> bool:
        """Whether it acts on the whole document everywhere: only then does it end the document."""
        return not self.target_address and self.region_id is None

    @property
    def is_by_reading(self) -> bool:
        """Read out of a text by rule: it holds, and nobody has looked at it."""
        return self.found == self.Found.TEXT

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def place(self) -> str:
        """The clause that it acts on, in words; empty for the whole."""
        return words(self.target_address)

    @property
    def ground(self) -> str:
        """The clause that says so, in words."""
        return words(self.by_address)


class ClauseMapping(models.Model):
    """Where a clause of a document that was replaced went (新旧条文对照)."""

    old = models.ForeignKey(Work, models.CASCADE, related_name="went_to", verbose_name="原文件")
    old_address = models.CharField("原条款", max_length=ADDRESS)
    new = models.ForeignKey(Work, models.CASCADE, related_name="came_from", verbose_name="新文件")
    new_address = models.CharField("新条款", max_length=ADDRESS)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["old", "old_address", "new", "new_address"], name="clause_mapped_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{quoted(self.old.title)}{words(self.old_address)} → {quoted(self.new.title)}{words(self.new_address)}"


class Citation(models.Model):
    """A clause names another document or a clause of it (引用). Written anew with the clauses of its version.

    What is cited may be a document that the library does not hold yet: ``key`` finds it when it comes in.
    """

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="citations", verbose_name="引用的条款")
    quote = models.CharField("原文", max_length=200)
    key = models.CharField("所引文件（比对）", max_length=200, db_index=True)
    target = models.ForeignKey(
        Work, models.PROTECT, null=True, related_name="citations", verbose_name="所引文件", db_index=False
    )
    target_address = models.CharField("所引条款", max_length=ADDRESS, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clause", "key", "target_address"], name="cited_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["target", "target_address"], name="cited_clauses")]

    def __str__(self) -> str:
        return self.quote

    @property
    def place(self) -> str:
        """The clause that is cited, in words; empty for the whole document."""
        return words(self.target_address)
