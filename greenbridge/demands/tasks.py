"""Demands end by themselves within a minute of their deadline; overdue reviews escalate."""

from greenbridge.accounts.services import escalate_overdue
from greenbridge.core.jobs import every
from greenbridge.demands import services
from greenbridge.demands.models import DemandReview


@every(minute="*")
def expire_demands() -> None:
    services.expire_due()


@every(minute="9")
def escalate_demands() -> None:
    escalate_overdue(DemandReview)
