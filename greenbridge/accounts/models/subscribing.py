"""What somebody hears of regularly, with an account or with nothing but an address."""

from typing import Any, ClassVar, Self

from django.db import models

from greenbridge.accounts.models.people import User

LONGEST_CONDITIONS = 1000
LONGEST_LABEL = 300


class SubscribedQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        """Those that are written to: of an address that has been confirmed, or of somebody who may sign in."""
        return self.exclude(confirmed_at=None).exclude(person__is_active=False)


class Subscribed(models.Model):
    """A row of those who hear of something; each hall has a table of its own, which adds person, conditions and pace."""

    person: "models.ForeignKey[User | None, User | None]"
    email = models.EmailField("邮箱", blank=True)
    conditions: "models.CharField[str, str]"
    label = models.CharField("条件说明", max_length=LONGEST_LABEL)
    pace: "models.CharField[str, str]"
    asked_at = models.DateTimeField("订阅时间")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    told = models.JSONField("已通知的编号", default=list)

    objects: ClassVar[Any] = SubscribedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label
