"""How bodies come onto the shelf: what they say of themselves, what officers find, what came of it."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from greenbridge.accounts.models import Association, User
from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.reference.models import Region, ServiceType
from greenbridge.suppliers.assessment import rules
from greenbridge.suppliers.models.criteria import CriteriaSet, Criterion
from greenbridge.suppliers.models.supplier import Supplier


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Any) -> Self:
        """What was submitted to the officer's association, and for the leading one what is overdue elsewhere."""
        if not user.is_authenticated or not user.is_officer:
            return self.none()
        mine = Q(association__in=user.associations)
        if any(association.leads for association in user.associations):
            mine |= Q(escalated_at__isnull=False)
        return self.filter(mine).exclude(state=Assessment.State.DRAFT)

    def under_way(self) -> Self:
        return self.filter(state__in=Assessment.UNDER_WAY)

    def waiting_for(self, officer: User) -> Self:
        """What this officer may score or settle: not what the officer has scored already, and nothing of a body with
        which the officer is tied: as its member, or by an own declaration.
        """
        waiting = self.visible_to(officer).filter(
            state__in=[Assessment.State.SCORING, Assessment.State.SETTLING]
        )
        tied = Recusal.objects.filter(officer=officer).values("assessment__supplier")
        mine = Q(scorings__officer=officer) | Q(supplier__organisation__members=officer)
        return waiting.exclude(mine).exclude(supplier__in=tied)

    def passes(self, day: dt.date) -> Self:
        """Those that let the body stand on the shelf on that day."""
        return self.filter(state=Assessment.State.PASSED, valid_until__gte=day)


class Assessment(models.Model):
    """A body asks to stand on the shelf of a province for a type of service (准入考核).

    Each submission is a row of its own: a correction, and the assessment of the next year, are new ones.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "自评中"
        SCORING = "scoring", "评分中"
        SETTLING = "settling", "待裁定"
        PASSED = "passed", "已通过"
        FAILED = "failed", "未通过"
        REPLACED = "replaced", "已由新结果接替"
        LAPSED = "lapsed", "已到期"
        CLOSED = "closed", "已结束"

    UNDER_WAY = (State.DRAFT, State.SCORING, State.SETTLING)
    DAYS_OF_RENEWAL = 90  # before a pass ends the next year's may be asked for

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="assessments", verbose_name="机构", db_index=False
    )
    service_type = models.ForeignKey(
        ServiceType, models.PROTECT, related_name="+", verbose_name="业务类型", db_index=False
    )
    province = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="省份", db_index=False
    )
    association = models.ForeignKey(
        Association, models.PROTECT, related_name="+", verbose_name="受理协会", db_index=False
    )
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="+", verbose_name="考核标准", db_index=False
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name="整改自", db_index=False
    )
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DRAFT)
    opened_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="申请人", db_index=False
    )
    opened_at = models.DateTimeField("申请时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    due_at = models.DateTimeField("办理期限", null=True)
    escalated_at = models.DateTimeField("升级时间", null=True)
    concluded_at = models.DateTimeField("办结时间", null=True)
    total = models.PositiveIntegerField("总分（二百分之一分）", null=True)
    sheet = models.JSONField("计分依据", default=dict)
    reasons = models.JSONField("未通过的原因", default=list)
    valid_until = models.DateField("有效期至", null=True)
    correct_by = models.DateField("整改期限", null=True)
    reminded = models.PositiveSmallIntegerField("已提醒到期前天数", null=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["supplier", "state"], name="assessments_of_a_body"),
            models.Index(fields=["state", "due_at"], name="assessments_waiting"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "service_type", "province"],
                condition=Q(state__in=["draft", "scoring", "settling"]),
                name="one_assessment_under_way",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at__isnull=True)
                | Q(state="closed")
                | ~Q(state__in=["draft", "closed"]) & Q(submitted_at__isnull=False, due_at__isnull=False),
                name="submitted_assessments_have_a_clock",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "replaced", "lapsed"])
                | Q(valid_until__isnull=False, total__isnull=False),
                name="passed_assessments_say_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | Q(correct_by__isnull=False, total__isnull=False),
                name="failed_assessments_may_be_corrected",
            ),
            models.CheckConstraint(condition=~Q(corrects=F("pk")), name="nothing_corrects_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.what}"

    def get_absolute_url(self) -> str:
        return reverse("assessment:record", args=[self.pk])

    @property
    def what(self) -> str:
        """环境监测（江苏省）"""
        return f"{self.service_type}（{self.province}）"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_settling(self) -> bool:
        return self.state == self.State.SETTLING

    @property
    def is_concluded(self) -> bool:
        return self.total is not None

    @property
    def points(self) -> str:
        """The total as people read it, exact; empty before it is known."""
        return "" if self.total is None else f"{rules.points(self.total):f}"

    def is_renewable(self, day: dt.date) -> bool:
        """Whether the pass ends so soon that the next one may be asked for."""
        return self.valid_until is not None and self.valid_until <= day + dt.timedelta(
            days=self.DAYS_OF_RENEWAL
        )

    def is_correctable(self, day: dt.date) -> bool:
        """Failed, and still time to correct."""
        return self.state == self.State.FAILED and self.correct_by is not None and day <= self.correct_by

    @property
    def is_correctable_today(self) -> bool:
        return self.is_correctable(clock.today())


class Answer(models.Model):
    """What the body says of itself on one criterion (自评), and its evidence."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="answers", verbose_name="考核", db_index=False
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name="指标", db_index=False
    )
    points = models.PositiveSmallIntegerField("自评分", null=True)
    note = models.TextField("自评说明", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="证明材料")

    class Meta:
        ordering: ClassVar = ["criterion__position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="answer_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=100), name="answer_within_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}：{self.points}"

    @property
    def is_complete(self) -> bool:
        return self.points is not None and bool(self.note)


class Scoring(models.Model):
    """What one officer gave (评分): part 1 and 2 on every criterion, part 3 where the two differ."""

    SETTLES = 3

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="scorings", verbose_name="考核", db_index=False
    )
    part = models.PositiveSmallIntegerField("次序")
    officer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="评分人", db_index=False)
    points = models.JSONField("评分")
    notes = models.JSONField("评分意见", default=dict)
    given_at = models.DateTimeField("评分时间")

    class Meta:
        ordering: ClassVar = ["part"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "part"], name="scoring_once_per_part"),
            models.UniqueConstraint(fields=["assessment", "officer"], name="scoring_once_per_officer"),
            models.CheckConstraint(condition=Q(part__range=(1, 3)), name="three_score_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}：{self.officer}"


class Recusal(models.Model):
    """An officer says to be tied with the body (回避声明), and scores nothing of it any more; for colleagues only."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="recusals", verbose_name="考核", db_index=False
    )
    officer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审核员")
    reason = models.CharField("利害关系", max_length=500)
    declared_at = models.DateTimeField("声明时间")

    class Meta:
        ordering: ClassVar = ["declared_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "officer"], name="recused_once_per_assessment")
        ]

    def __str__(self) -> str:
        return f"{self.officer}：{self.reason}"
