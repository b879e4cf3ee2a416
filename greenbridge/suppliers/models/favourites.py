"""What people keep of the directory for themselves."""

from typing import ClassVar

from django.db import models

from greenbridge.accounts.models import User
from greenbridge.suppliers.models.supplier import Supplier


class Favourite(models.Model):
    """A supplier that a person keeps at hand (收藏), and whether they want to be told of changes (关注变化).

    ``seen`` holds the facts that the person knows: what they were when the watch began, or when it last told.
    """

    MOST = 200  # a person's

    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="收藏人", db_index=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="+", verbose_name="机构")
    added_at = models.DateTimeField("收藏时间")
    is_watched = models.BooleanField("关注变化", default=False)
    seen = models.JSONField("已知情况", default=dict)
    seen_at = models.DateTimeField("比较时间")

    class Meta:
        ordering: ClassVar = ["-added_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "supplier"], name="favourite_once"),
        ]

    def __str__(self) -> str:
        return str(self.supplier)
