"""Bodies drawn by lot, looked at by an association from elsewhere, and what came of it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import Association, User
from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.suppliers.models.supplier import Supplier


class SpotDraw(models.Model):
    """One drawing by lot (抽取). There is one a quarter, so that nobody draws until the result pleases."""

    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    seed = models.CharField("种子", max_length=64)
    plan = models.JSONField("每层抽取数")
    population = models.JSONField("抽取范围", help_text="（分层，统一社会信用代码）")
    size = models.PositiveIntegerField("抽取范围的行数", default=0, db_default=0)
    drawn = models.PositiveIntegerField("抽到的机构数", default=0, db_default=0)
    closed = models.PositiveIntegerField("已办结的机构数", default=0, db_default=0)
    drawn_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="抽取人", db_index=False
    )
    drawn_at = models.DateTimeField("抽取时间")

    class Meta:
        ordering: ClassVar = ["-year", "-quarter"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "quarter"], name="one_draw_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="years_have_four_quarters"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.quarter}季度"

    def get_absolute_url(self) -> str:
        return reverse("spotcheck:draw", args=[self.pk])


class SpotCheckQuerySet(models.QuerySet["SpotCheck"]):
    def examined_by(self, user: Any) -> Self:
        """Those that the officer's association looks into; not of a body that the officer belongs to."""
        if not user.is_authenticated or not user.is_officer:
            return self.none()
        mine = self.filter(association__in=user.associations)
        return mine.exclude(supplier__organisation__members=user)

    def closed(self) -> Self:
        return self.filter(state=SpotCheck.State.CLOSED)


class SpotCheck(models.Model):
    """One body of a drawing (抽查): found, corrected, closed."""

    class State(models.TextChoices):
        OPEN = "open", "待检查"
        CORRECTING = "correcting", "整改中"
        ANSWERED = "answered", "待复核"
        CLOSED = "closed", "已办结"

    class Result(models.TextChoices):
        GOOD = "good", "合格"
        CORRECTED = "corrected", "整改后合格"
        NOT_CORRECTED = "not_corrected", "整改不到位"
        UNWILLING = "unwilling", "不配合检查"

    draw = models.ForeignKey(
        SpotDraw, models.PROTECT, related_name="checks", verbose_name="抽取", db_index=False
    )
    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="spot_checks", verbose_name="机构", db_index=False
    )
    stratum = models.CharField("分层", max_length=20)
    association = models.ForeignKey(
        Association, models.PROTECT, related_name="+", verbose_name="检查协会", db_index=False
    )
    due_on = models.DateField("检查期限")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    result = models.CharField("结果", max_length=14, choices=Result.choices, blank=True)
    findings = models.TextField("检查情况", blank=True)
    correct_by = models.DateField("整改期限", null=True)
    found_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="检查人", db_index=False
    )
    found_at = models.DateTimeField("检查时间", null=True)
    correction = models.TextField("整改情况", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="整改材料")
    corrected_at = models.DateTimeField("整改答复时间", null=True)
    closing_note = models.TextField("复核意见", blank=True)
    closed_at = models.DateTimeField("办结时间", null=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]  # in which they were drawn: stratum by stratum
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "supplier"], name="drawn_once_a_draw"),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(result="") & Q(closed_at__isnull=False)),
                name="closed_checks_have_a_result",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["draw", "id"], name="spot_checks_of_a_draw"),
            models.Index(fields=["supplier", "-closed_at"], name="spot_checks_of"),
            models.Index(fields=["association", "state"], name="spot_checks_to_do"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}（{self.draw}抽查）"

    def get_absolute_url(self) -> str:
        return reverse("spotcheck:check", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_correcting(self) -> bool:
        return self.state == self.State.CORRECTING

    @property
    def is_closable(self) -> bool:
        """The body has answered, or its time is over."""
        late = self.is_correcting and self.correct_by is not None and clock.today() > self.correct_by
        return self.state == self.State.ANSWERED or late

    @property
    def outcome(self) -> str:
        """What everybody may read: the result, or that there is none yet."""
        return self.get_result_display() or self.get_state_display()
