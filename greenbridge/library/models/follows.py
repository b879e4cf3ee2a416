"""Who hears of what changes in the library (关注)."""

from typing import ClassVar

from django.db import models

from greenbridge.accounts.models import User
from greenbridge.accounts.models.subscribing import LONGEST_CONDITIONS, Subscribed


class Follow(Subscribed):
    """Somebody hears of new texts, amendments, repeals and days of coming into force: of one document, a topic or a search.

    ``conditions`` is ``work=<code>``, ``topic=<slug>``, or what stands behind the question mark in the address of the hall.
    """

    class Pace(models.TextChoices):
        DAILY = "daily", "每天早上一次"
        AT_ONCE = "at_once", "有变化就通知"

    person = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="follows", verbose_name="关注的人"
    )
    conditions = models.CharField(
        "关注对象",
        max_length=LONGEST_CONDITIONS,
        blank=True,
        help_text="work=文件地址，或者标准政策网址中问号后面的部分",
    )
    pace = models.CharField("频率", max_length=7, choices=Pace.choices, default=Pace.DAILY)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person=None) ^ models.Q(email=""), name="follow_of_one"
            ),
            models.UniqueConstraint(fields=["person", "conditions"], name="followed_once"),
            models.UniqueConstraint(
                fields=["email", "conditions"],
                condition=models.Q(person=None),
                name="followed_once_by_mail",
            ),
        ]
