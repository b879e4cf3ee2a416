"""Who waits for a region to open."""

from django.db import models

from greenbridge.accounts.models.people import User
from greenbridge.reference.models import Region


class WaitingBuyer(models.Model):
    """A person wants to be told when buyers of a region may register (开放等候); what they stated is kept."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="waiting_buyer", verbose_name="用户"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在地区")
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("单位名称", max_length=100)
    address = models.CharField("经营地址", max_length=200)
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=20)
    since = models.DateTimeField("登记时间")
    told_at = models.DateTimeField("通知时间", null=True)

    def __str__(self) -> str:
        return self.name
