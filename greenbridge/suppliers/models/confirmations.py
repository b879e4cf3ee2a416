"""Once a year a body says that its record is true, and an officer notes what it reported too late."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.suppliers.models.supplier import Supplier


class Confirmation(models.Model):
    """The body is to say by a day that its key facts are true, and has said so (年度确认). One is open at a time."""

    DAYS_AHEAD = 30

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="confirmations", verbose_name="机构", db_index=False
    )
    due_on = models.DateField("确认期限")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="确认人", db_index=False
    )
    reminded = models.PositiveSmallIntegerField("最近一次提醒的提前天数", null=True)

    class Meta:
        ordering: ClassVar = ["-due_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier"], condition=Q(confirmed_at=None), name="one_open_confirmation"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="confirmed_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["supplier", "-due_on"], name="confirmations_of"),
            models.Index(fields=["due_on"], condition=Q(confirmed_at=None), name="confirmations_due"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} {self.due_on}"

    @property
    def is_overdue(self) -> bool:
        return self.confirmed_at is None and self.due_on < clock.today()

    @property
    def is_asked_for(self) -> bool:
        """Whether it stands on the body's desk."""
        return self.confirmed_at is None and self.due_on <= clock.today() + dt.timedelta(days=self.DAYS_AHEAD)


class LateReport(models.Model):
    """A key fact changed and the body reported it more than a month later (逾期申报), as an officer has noted.

    One that was noted wrongly is withdrawn and stays as such.
    """

    class Fact(models.TextChoices):
        NAME = "name", "名称"
        ADDRESS = "address", "经营地址"
        LEGAL_PERSON = "legal_person", "法定代表人"
        CREDENTIAL = "credential", "资质"

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="late_reports", verbose_name="机构", db_index=False
    )
    fact = models.CharField("变更的事项", max_length=12, choices=Fact.choices)
    changed_on = models.DateField("变更日期")
    reported_on = models.DateField("申报日期")
    note = models.CharField("依据", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="记录人", db_index=False
    )
    recorded_at = models.DateTimeField("记录时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="撤回人", db_index=False
    )
    withdrawal = models.CharField("撤回的理由", max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "fact", "changed_on"],
                condition=Q(withdrawn_at=None),
                name="late_report_once",
            ),
            models.CheckConstraint(
                condition=Q(reported_on__gt=F("changed_on")), name="reported_after_change"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_display()}于{clock.written(self.changed_on)}变更，{clock.written(self.reported_on)}申报"
