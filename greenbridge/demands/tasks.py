"""Demands and official calls end by themselves within a minute of their deadline; overdue reviews escalate; old contacts go by night."""

from greenbridge.accounts.services import escalate_overdue
from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away
from greenbridge.demands import retention, services
from greenbridge.demands.models import DemandReview, NoticeReview, RemovalRequest
from greenbridge.demands.notices import cards


@every(minute="*")
def expire_demands() -> None:
    services.expire_due()
    cards.close_due()


@every(minute="9")
def escalate_demands() -> None:
    escalate_overdue(DemandReview)


@every(minute="10")
def escalate_notices() -> None:
    escalate_overdue(NoticeReview)
    escalate_overdue(RemovalRequest)


@every(hour="19", minute="5")
@takes_away(Keep.TRADE, "demands.Demand", "demands.Attachment")
@takes_away(Keep.CASE, "demands.DemandReview", "demands.NoticeReview", "demands.RemovalRequest")
def forget_old_demands() -> None:
    retention.forget_old()
