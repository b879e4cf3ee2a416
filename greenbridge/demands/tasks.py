"""Demands and official calls end by themselves within a minute of their deadline; overdue reviews escalate; subscribers are
told; old contacts go by night.
"""

from greenbridge.accounts import subscribing
from greenbridge.accounts.services import escalate_overdue
from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away
from greenbridge.demands import retention, services
from greenbridge.demands.conduct import checking, sanctioning
from greenbridge.demands.conduct import retention as conduct
from greenbridge.demands.models import (
    Amendment,
    Complaint,
    DemandReview,
    NoticeReview,
    RemovalRequest,
    SanctionAppeal,
    Subscription,
)
from greenbridge.demands.notices import cards
from greenbridge.demands.subscriptions import services as subscriptions


@every(minute="*")
def expire_demands() -> None:
    services.expire_due()
    cards.close_due()


@every(minute="9")
def escalate_demands() -> None:
    escalate_overdue(DemandReview)
    escalate_overdue(SanctionAppeal)
    escalate_overdue(Amendment)
    escalate_overdue(Complaint)
    checking.escalate_overdue()


@every(minute="10")
def escalate_notices() -> None:
    escalate_overdue(NoticeReview)
    escalate_overdue(RemovalRequest)


@every(hour="19", minute="5")
@takes_away(Keep.TRADE, "demands.Demand", "demands.Site", "demands.Attachment", "demands.Amendment")
@takes_away(Keep.TRADE, "demands.Question")
@takes_away(
    Keep.CASE,
    "demands.DemandReview",
    "demands.Mark",
    "demands.NoticeReview",
    "demands.RemovalRequest",
    "demands.DemandCheck",
    "demands.Sanction",
    "demands.SanctionAppeal",
    "demands.Complaint",
)
@takes_away(Keep.CASE, "demands.Amendment")
def forget_old_demands() -> None:
    retention.forget_old()
    conduct.forget_old()


@every(hour="22", minute="40")
def draw_checks() -> None:
    checking.draw_due()


@every(hour="16", minute="20")
def tell_suspensions_over() -> None:
    sanctioning.tell_over()


@every(minute="*/5")
def tell_at_once() -> None:
    subscriptions.tell(Subscription.Pace.AT_ONCE)


@every(hour="23", minute="30")
def tell_daily() -> None:
    subscriptions.tell(Subscription.Pace.DAILY)


@every(hour="19", minute="8")
@takes_away(Keep.SUBSCRIPTION, "demands.Subscription")
def forget_unconfirmed_subscriptions() -> None:
    subscribing.forget_unconfirmed(Subscription)
