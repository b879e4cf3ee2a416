"""From which day the shelf of a province shows only who has passed."""

import datetime as dt
from typing import ClassVar

from django.db import models

from greenbridge.reference.models import Region


class AdmissionStart(models.Model):
    """From which day only bodies that have passed stand on the shelf of a province (准入启用). Configuration."""

    province = models.OneToOneField(Region, models.PROTECT, related_name="+", verbose_name="省份")
    starts_on = models.DateField("启用日期", null=True, blank=True, help_text="未定则留空")
    followed_on = models.DateField("生效日期", null=True, blank=True, help_text="名录按此重新排列的日子")

    class Meta:
        ordering: ClassVar = ["province"]

    def __str__(self) -> str:
        return str(self.province)

    def has_started(self, on: dt.date) -> bool:
        return self.starts_on is not None and self.starts_on <= on
