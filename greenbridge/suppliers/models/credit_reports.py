"""The credit report that a body hands in itself."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Review
from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.suppliers.credit.rules import DAYS_OF_WARNING
from greenbridge.suppliers.models.supplier import Supplier


class CreditReport(Review):
    """A report that 信用中国 made out about the body (信用报告). The latest that was passed stands on the record."""

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="credit_reports", verbose_name="机构", db_index=False
    )
    issued_on = models.DateField("报告日期")
    last_day = models.DateField("有效至", help_text="报告日期起六个月")
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="信用报告")
    submitted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="提交人", db_index=False
    )
    reminded_at = models.DateTimeField("提醒更新时间", null=True)

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier"], condition=Q(decision="waiting"), name="one_open_credit_report"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["supplier", "-issued_on"], name="credit_reports_of"),
            models.Index(
                fields=["last_day"],
                condition=Q(decision="passed", reminded_at=None),
                name="credit_reports_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.supplier)

    def get_absolute_url(self) -> str:
        return reverse("credit:report", args=[self.pk])

    @property
    def is_too_old(self) -> bool:
        return self.last_day < clock.today()

    @property
    def is_ending(self) -> bool:
        """Whether a newer one should be handed in soon."""
        return self.last_day - clock.today() <= dt.timedelta(days=DAYS_OF_WARNING)
