"""What every review has in common: a queue per association, a clock of three working days, one decision.

Verification of companies, listing of suppliers and publishing of demands are all reviews. Each submission is a
row of its own, so the rows of a subject are its history.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from greenbridge.accounts.errors import AlreadyDecided, ReasonMissing
from greenbridge.core import clock, workdays

if TYPE_CHECKING:
    from greenbridge.accounts.models import Association, User

WORKDAYS_TO_DECIDE = 3


class Decision(models.TextChoices):
    WAITING = "waiting", "待审核"
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回修改"
    REFUSED = "refused", "不予通过"
    WITHDRAWN = "withdrawn", "已撤回"


class ReviewQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(decision=Decision.WAITING)

    def decided_before(self, moment: dt.datetime) -> Self:
        """Decided or withdrawn by then."""
        return self.filter(decided_at__lt=moment)

    def overdue(self) -> Self:
        return self.waiting().filter(due_at__lt=clock.now())

    def visible_to(self, user: Any) -> Self:
        """The reviews of the officer's association, and for the leading association those that are overdue elsewhere."""
        if not user.is_authenticated or not user.is_officer:
            return self.none()
        mine = Q(association__in=user.associations)
        if any(association.leads for association in user.associations):
            mine |= Q(escalated_at__isnull=False)
        return self.filter(mine)


class Review(models.Model):
    """One submission and its decision (审核)."""

    association = models.ForeignKey(
        "accounts.Association", models.PROTECT, related_name="+", verbose_name="受理协会"
    )
    submitted_at = models.DateTimeField("提交时间")
    due_at = models.DateTimeField("办理期限")
    escalated_at = models.DateTimeField("升级时间", null=True)
    decision = models.CharField("结果", max_length=10, choices=Decision.choices, default=Decision.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    decided_at = models.DateTimeField("办理时间", null=True)
    reasons = models.TextField("意见", blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["due_at", "id"]

    @property
    def is_waiting(self) -> bool:
        return self.decision == Decision.WAITING

    @property
    def is_overdue(self) -> bool:
        return self.is_waiting and self.due_at < clock.now()


R = TypeVar("R", bound=Review)


def clocked(association: "Association") -> dict[str, Any]:
    """The fields with which a new review enters the queue of an association."""
    submitted_at = clock.now()
    due_at = workdays.due_after(submitted_at, WORKDAYS_TO_DECIDE)
    return {"association": association, "submitted_at": submitted_at, "due_at": due_at}


def decide(review: R, decision: str, *, officer: "User", reasons: str) -> R:
    """Lock the review and write the decision on it; the caller's transaction does what follows from it.

    Raises AlreadyDecided if a colleague got there first, ReasonMissing when a return or refusal gives none.
    """
    review = type(review)._default_manager.select_for_update(of=("self",)).get(pk=review.pk)
    if not review.is_waiting:
        raise AlreadyDecided(by=review.decided_by or "提交人", result=review.get_decision_display())
    if decision != Decision.PASSED and not reasons.strip():
        raise ReasonMissing()
    review.decision = decision
    review.decided_by = officer
    review.decided_at = clock.now()
    review.reasons = reasons
    review.save(update_fields=["decision", "decided_by", "decided_at", "reasons"])
    return review
