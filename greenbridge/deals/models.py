"""Where a demand and suppliers meet: invitations, interest, outcome."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from greenbridge.accounts.models import Organisation, Side, User
from greenbridge.demands.models import Demand, Lot
from greenbridge.suppliers.models import Supplier


class Invitation(models.Model):
    """A buyer asks a supplier to look at a demand (邀请)."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="invitations", verbose_name="需求")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="invitations", verbose_name="机构")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="邀请人")
    invited_at = models.DateTimeField("邀请时间")
    lots = models.ManyToManyField(
        Lot, related_name="+", blank=True, verbose_name="邀请的标段", help_text="没有选择时，是整条需求"
    )
    declined_at = models.DateTimeField("谢绝时间", null=True)
    decline_reason = models.CharField("谢绝理由", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["demand", "supplier"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.demand} → {self.supplier}"


class Interest(models.Model):
    """A supplier wants to serve a demand (响应). From here on both sides may ask for each other's contacts."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="interests", verbose_name="需求")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="interests", verbose_name="机构")
    expressed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="响应人")
    expressed_at = models.DateTimeField("响应时间")
    lots = models.ManyToManyField(Lot, related_name="interests", blank=True, verbose_name="响应的标段")
    message = models.TextField("响应说明", max_length=1000)
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=20)
    confirmed_at = models.DateTimeField("变更后确认时间", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["demand", "supplier"], name="interested_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(withdrawn_at=None), name="responses_that_stand")
        ]

    def __str__(self) -> str:
        return f"{self.supplier} → {self.demand}"

    @property
    def said_at(self) -> dt.datetime:
        """When the supplier last said that it stands."""
        return self.confirmed_at or self.expressed_at


class ContactLook(models.Model):
    """A person of one side asked for the contact of the other (查看联系方式). ``side`` is the one that asked."""

    interest = models.ForeignKey(Interest, models.CASCADE, related_name="looks", verbose_name="响应")
    side = models.CharField("查看的一方", max_length=8, choices=Side.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="查看人")
    at = models.DateTimeField("查看时间")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["interest", "side", "by"], name="looked_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.by}：{self.interest}"

    @property
    def body(self) -> Organisation:
        """The body for which the person asked."""
        return self.interest.demand.buyer if self.side == Side.BUYER else self.interest.supplier.organisation


class Outcome(models.Model):
    """How a demand ended, as its buyer says (结果)."""

    class Kind(models.TextChoices):
        AGREED = "agreed", "已与响应机构达成合作"
        ELSEWHERE = "elsewhere", "已通过其他途径解决"
        NONE = "none", "没有找到合适的机构"
        DROPPED = "dropped", "不再需要"

    demand = models.OneToOneField(Demand, models.PROTECT, related_name="outcome", verbose_name="需求")
    kind = models.CharField("结果", max_length=10, choices=Kind.choices)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="outcomes", verbose_name="合作机构"
    )
    is_by_lot = models.BooleanField("按标段合作", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填写人")
    marked_at = models.DateTimeField("填写时间")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="agreed", supplier__isnull=False, is_by_lot=False)
                | Q(kind="agreed", supplier=None, is_by_lot=True)
                | (~Q(kind="agreed") & Q(supplier=None, is_by_lot=False)),
                name="agreement_names_the_supplier",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(kind="agreed"), name="agreements")]

    def __str__(self) -> str:
        return f"{self.demand}：{self.get_kind_display()}"


class Award(models.Model):
    """A lot went to one of the suppliers that had responded to it (标段合作)."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="awards", verbose_name="结果")
    lot = models.OneToOneField(Lot, models.PROTECT, related_name="award", verbose_name="标段")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="awards", verbose_name="合作机构")

    class Meta:
        ordering: ClassVar = ["lot__number"]

    def __str__(self) -> str:
        return f"{self.lot}：{self.supplier}"


class Reminder(models.Model):
    """What a buyer was told by itself about a demand (提醒), once for what it is about: a deadline, or an end."""

    class Kind(models.TextChoices):
        UNANSWERED = "unanswered", "过半无响应"
        SOON = "soon", "截止前三天"
        LAST = "last", "截止前一天"
        SURVEY = "survey", "结果调查"

    demand = models.ForeignKey(
        Demand, models.CASCADE, related_name="reminders", verbose_name="需求", db_index=False
    )
    kind = models.CharField("提醒", max_length=10, choices=Kind.choices)
    about = models.DateTimeField("所指的时间")
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["demand", "kind", "about"], name="buyers_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.demand}：{self.get_kind_display()}"


class Survey(models.Model):
    """How content a buyer is, said together with how the demand ended (结果调查)."""

    class Satisfaction(models.IntegerChoices):
        VERY_BAD = 1, "很不满意"
        BAD = 2, "不满意"
        FAIR = 3, "一般"
        GOOD = 4, "满意"
        VERY_GOOD = 5, "很满意"

    outcome = models.OneToOneField(Outcome, models.CASCADE, related_name="survey", verbose_name="结果")
    satisfaction = models.PositiveSmallIntegerField("满意程度", choices=Satisfaction.choices)
    words = models.CharField("最想告诉我们的一句话", max_length=200, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填写人")
    answered_at = models.DateTimeField("填写时间")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(satisfaction__range=(1, 5)), name="satisfaction_of_five")
        ]

    def __str__(self) -> str:
        return f"{self.outcome}：{self.get_satisfaction_display()}"


class Total(models.Model):
    """How many there were of something when the job worker counted last (总数); see ``totals``."""

    class Kind(models.TextChoices):
        RESPONSES = "responses", "机构响应"
        AGREEMENTS = "agreements", "达成合作"

    kind = models.CharField("所统计的", max_length=10, choices=Kind.choices, unique=True)
    number = models.PositiveIntegerField("总数")
    counted_at = models.DateTimeField("统计时间")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.number}"
