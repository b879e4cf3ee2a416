"""What officers are asked to decide about a supplier."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Review
from greenbridge.suppliers.models.supplier import Supplier


class ListingReview(Review):
    """A supplier asks to be listed, or to have changed credentials checked (入驻审核)."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="reviews", verbose_name="机构")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提交人")
    version = models.JSONField("办理时的资料", default=dict, blank=True, help_text="办理时写入，供下次对照")

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier"], condition=Q(decision="waiting"), name="one_open_listing_review"
            )
        ]

    def __str__(self) -> str:
        return str(self.supplier)
