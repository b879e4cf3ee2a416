"""What must be looked at again because a document changed (待复核), and the days that the library has turned to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.library.addresses import words
from greenbridge.library.models.works import ADDRESS, Work


class Recheck(models.Model):
    """Something cites a document that was amended, replaced or repealed: an editor looks whether it still holds.

    ``source`` says which room's thing it is, ``key`` which one, ``cause`` which change: one flag for each.
    """

    class Stage(models.TextChoices):
        ANNOUNCED = "announced", "变动已公布"
        IN_FORCE = "in_force", "变动已生效"

    class Outcome(models.TextChoices):
        REVISED = "revised", "已修改"
        STILL_RIGHT = "still_right", "核对后仍然适用"
        TAKEN_DOWN = "taken_down", "已撤下"

    source = models.CharField("种类", max_length=20)
    key = models.CharField("引用者", max_length=60)
    title = models.CharField("名称", max_length=200)
    url = models.CharField("页面", max_length=300)
    work = models.ForeignKey(Work, models.PROTECT, related_name="rechecks", verbose_name="变动的文件")
    address = models.CharField("所引条款", max_length=ADDRESS, blank=True)
    cause = models.CharField("变动（比对）", max_length=40)
    stage = models.CharField("阶段", max_length=10, choices=Stage.choices)
    reason = models.CharField("变动", max_length=500)
    opened_at = models.DateTimeField("发现时间")
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="办结人", db_index=False
    )
    outcome = models.CharField("处理结果", max_length=12, choices=Outcome.choices, blank=True)
    note = models.CharField("处理情况", max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key", "cause", "stage"], name="recheck_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["opened_at"], condition=Q(settled_at=None), name="rechecks_to_do"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ledger:recheck", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.settled_at is None

    @property
    def place(self) -> str:
        """The clause that is cited, in words; empty for the whole document."""
        return words(self.address)


class TurnedDay(models.Model):
    """A day at whose beginning the library looked which texts began and ended (换日)."""

    day = models.DateField("日期", unique=True)
    turned_at = models.DateTimeField("时间")
    changed = models.PositiveIntegerField("当天变动的文件")

    def __str__(self) -> str:
        return f"{self.day}"
