"""Conditions of the hall that somebody wants to hear of (订阅)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.models.subscribing import LONGEST_CONDITIONS, Subscribed


class Subscription(Subscribed):
    """Somebody hears of new demands that meet these conditions: a person with an account, or an address."""

    class Pace(models.TextChoices):
        DAILY = "daily", "每天早上一次"
        AT_ONCE = "at_once", "有新需求就通知"

    person = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="subscriptions", verbose_name="订阅人"
    )
    conditions = models.CharField(
        "条件", max_length=LONGEST_CONDITIONS, blank=True, help_text="需求大厅网址中问号后面的部分"
    )
    pace = models.CharField("频率", max_length=7, choices=Pace.choices, default=Pace.DAILY)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person=None) ^ models.Q(email=""), name="subscription_of_one"
            ),
            models.UniqueConstraint(fields=["person", "conditions"], name="subscribed_once"),
            models.UniqueConstraint(
                fields=["email", "conditions"],
                condition=models.Q(person=None),
                name="subscribed_once_by_mail",
            ),
        ]

    @property
    def hall_url(self) -> str:
        """The hall under these conditions."""
        return reverse("demands:hall") + (f"?{self.conditions}" if self.conditions else "")
