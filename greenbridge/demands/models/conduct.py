"""How buyers are kept honest: what they declare with a demand, what is looked at afterwards, and what follows."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import Association, Terms, User
from greenbridge.core import clock
from greenbridge.demands.models.demand import Demand, DemandReview


def _number(label: str, default: int, most: int, help_text: str, *, least: int = 1) -> Any:
    """A whole number that editors may change, between two limits."""
    limits = [
        MinValueValidator(least, f"请填写{least}以上的整数。"),
        MaxValueValidator(most, f"请填写{most}以下的整数。"),
    ]
    return models.PositiveSmallIntegerField(label, default=default, validators=limits, help_text=help_text)


class ConductNumbers(models.Model):
    """The numbers by which buyers are supervised (监管参数): one row, kept by editors in the back office."""

    record_months = _number("看近几个月的记录", 12, 36, "统计公开征集的需求、问题和暂停次数的时段。")
    clean_demands = _number(
        "先发后查须有几条",
        3,
        50,
        "时段内公开征集、已满下面的天数、没有发现问题的需求达到这个数，可以先发后查。",
    )
    settled_days = _number("公开满几天才计入", 14, 90, "刚公开的需求还来不及发现问题，不计入。", least=0)
    share = _number("抽查比例（%）", 20, 100, "每周从先发后查的需求中抽取，不足一条的按一条。")
    check_workdays = _number("核查期限（工作日）", 5, 30, "自抽取次日起。")
    correct_workdays = _number("更正期限（工作日）", 5, 30, "自核查结论“需要更正”的次日起。")
    warning_months = _number("警告有效月数", 12, 36, "有效期内的需求先审后发。")
    warnings_to_suspend = _number("几次警告后暂停", 2, 10, "有效的警告达到这个数，暂停发布。")
    suspension_days = _number("第一次暂停天数", 30, 366, "时段内第一次因警告暂停发布的天数。")
    repeated_days = _number("再次暂停天数", 90, 366, "时段内再次因警告暂停发布的天数。")

    class Meta:
        verbose_name = "监管参数"
        verbose_name_plural = "监管参数"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="conduct_numbers_are_one_row"),
        ]

    def __str__(self) -> str:
        return "监管参数"


class DemandDraw(models.Model):
    """One drawing among what was published at once (核查抽取): its seed is made when everything in it was published."""

    week = models.DateField("抽取周（周一）", unique=True)
    seed = models.CharField("种子", max_length=64)
    share = models.PositiveSmallIntegerField("抽查比例（%）")
    drawn_at = models.DateTimeField("抽取时间")
    size = models.PositiveIntegerField("抽取范围的条数", default=0, db_default=0)
    drawn = models.PositiveIntegerField("抽到的条数", default=0, db_default=0)
    closed = models.PositiveIntegerField("已核查的条数", default=0, db_default=0)

    class Meta:
        ordering: ClassVar = ["-week"]

    def __str__(self) -> str:
        return f"{clock.written(self.week)}的核查抽取"

    def get_absolute_url(self) -> str:
        return reverse("conduct:draw", args=[self.pk])

    @property
    def stratum(self) -> str:
        """What stands for this drawing in the digest: 2026-11-23."""
        return self.week.isoformat()


class Pledge(models.Model):
    """What was declared with a submission, and which way it went (责任声明).

    No version of the rules is there where none was in force.
    """

    review = models.OneToOneField(
        DemandReview, models.CASCADE, related_name="pledge", verbose_name="提交的需求"
    )
    terms = models.ForeignKey(
        Terms, models.PROTECT, null=True, related_name="+", verbose_name="同意的规则版本", db_index=False
    )
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="声明人")
    given_at = models.DateTimeField("声明时间")
    is_pre_reviewed = models.BooleanField("先审后发")
    reason = models.CharField("先审或先发的依据", max_length=200)
    draw = models.ForeignKey(
        DemandDraw, models.PROTECT, null=True, related_name="pledges", verbose_name="所在的抽取"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["given_at"],
                name="pledges_not_drawn_yet",
                condition=Q(is_pre_reviewed=False, draw=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.review}：{self.way}"

    @property
    def way(self) -> str:
        return "先审后发" if self.is_pre_reviewed else "先发后查"


class DemandCheckQuerySet(models.QuerySet["DemandCheck"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the officer's association; not of a body that the officer belongs to."""
        if not user.is_authenticated or not user.is_officer:
            return self.none()
        mine = Q(association__in=user.associations)
        if any(association.leads for association in user.associations):
            mine |= Q(escalated_at__isnull=False)
        return self.filter(mine).exclude(demand__buyer__members=user)

    def waiting(self) -> Self:
        return self.filter(finding="")

    def to_be_corrected(self) -> Self:
        """Those whose buyer owes a change notice, as long as the demand is in the hall."""
        owed = self.filter(correct_by__isnull=False, corrected_at=None)
        return owed.filter(demand__status=Demand.Status.PUBLISHED, demand__deadline__gt=clock.now())

    def late(self) -> Self:
        """What an officer, or after an officer's finding a buyer, should have done by now."""
        now, owed = clock.now(), self.to_be_corrected()
        return self.filter(Q(finding="", due_at__lt=now) | Q(pk__in=owed.filter(correct_by__lt=now)))

    def to_do(self) -> Self:
        """What waits for an officer: to be looked at, or not corrected in time."""
        return self.filter(
            Q(finding="") | Q(pk__in=self.to_be_corrected().filter(correct_by__lt=clock.now()))
        )


class DemandCheck(models.Model):
    """A demand that was published at once and drawn to be looked at (需求核查)."""

    class Finding(models.TextChoices):
        GOOD = "good", "属实"
        TO_CORRECT = "to_correct", "需要更正"
        FALSE = "false", "虚假需求"
        REPEATED = "repeated", "重复发布"

    demand = models.OneToOneField(Demand, models.CASCADE, related_name="conduct_check", verbose_name="需求")
    draw = models.ForeignKey(DemandDraw, models.PROTECT, related_name="checks", verbose_name="抽取")
    association = models.ForeignKey(
        Association, models.PROTECT, related_name="+", verbose_name="核查协会", db_index=False
    )
    due_at = models.DateTimeField("核查期限")
    finding = models.CharField("核查结论", max_length=10, choices=Finding.choices, blank=True)
    note = models.TextField("核查情况", blank=True)
    found_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="核查人", db_index=False
    )
    found_at = models.DateTimeField("核查时间", null=True)
    correct_by = models.DateTimeField("更正期限", null=True)
    corrected_at = models.DateTimeField("更正或办结时间", null=True)
    follow_note = models.TextField("更正办理情况", blank=True, default="", db_default="")
    escalated_at = models.DateTimeField("督办时间", null=True)

    objects = DemandCheckQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(finding="", found_at=None) | (~Q(finding="") & Q(found_at__isnull=False)),
                name="found_checks_say_when",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["association", "finding"], name="demand_checks_to_do"),
        ]

    def __str__(self) -> str:
        return str(self.demand)

    def get_absolute_url(self) -> str:
        return reverse("conduct:check", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return not self.finding

    @property
    def is_to_be_corrected(self) -> bool:
        """Whether its buyer still owes a change notice."""
        return self.correct_by is not None and self.corrected_at is None and self.demand.is_open

    @property
    def is_corrected_late(self) -> bool:
        return bool(self.is_to_be_corrected and self.correct_by and self.correct_by < clock.now())

    @property
    def drawn_at(self) -> dt.datetime:
        return self.draw.drawn_at
